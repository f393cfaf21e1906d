import type { Random } from './random.ts';

/** Whose names are common where: one community of a country. */
export type Community =
  'american' | 'hispanic' | 'anglo-canadian' | 'french-canadian' | 'british' | 'south-asian' | 'east-asian';

/** A person's name. None belongs to anybody: first and last names are common ones, put together by chance. */
export interface PersonName {
  readonly firstName: string;
  readonly lastName: string;
}

/** A name that is common in the community. */
export function nameOf(community: Community, random: Random): PersonName {
  const { first, last } = NAMES[community];
  return { firstName: random.pick(first), lastName: random.pick(last) };
}

const NAMES: Readonly<
  Record<Community, { readonly first: readonly string[]; readonly last: readonly string[] }>
> = {
  american: {
    first:
      words(`James Mary Michael Patricia Robert Jennifer John Linda David Elizabeth William Barbara Richard Susan Joseph
      Jessica Thomas Karen Christopher Sarah Charles Lisa Daniel Nancy Matthew Sandra Anthony Betty Mark Ashley Donald Emily
      Steven Kimberly Andrew Margaret Paul Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Melissa Timothy Deborah
      Ronald Stephanie Jason Rebecca Jeffrey Laura Ryan Helen Jacob Sharon Gary Cynthia Nicholas Kathleen Eric Amy Jonathan
      Angela Stephen Shirley Larry Anna Justin Brenda Scott Pamela Brandon Emma Benjamin Nicole Samuel Samantha Gregory
      Katherine Alexander Christine Patrick Debra Frank Rachel Raymond Carolyn Jack Janet Dennis Maria Jerry Olivia Tyler
      Heather Aaron Diane Jamal Keisha Darnell Latoya Tyrone Imani`),
    last: words(`Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Thompson
      White Harris Clark Lewis Robinson Walker Young Allen King Wright Scott Hill Green Adams Nelson Baker Hall Campbell
      Mitchell Carter Roberts Phillips Evans Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper
      Peterson Bailey Reed Kelly Howard Ward Cox Richardson Wood Watson Brooks Bennett Gray James Hughes Price Myers Long
      Foster Sanders Ross Powell Sullivan Russell Jenkins Perry Butler Barnes Fisher Henderson Coleman Simmons Patterson
      Jordan Reynolds Hamilton Graham Wallace Cole West Hayes Bryant Gibson Ellis Stevens Ford Marshall Owens Harrison
      Washington Jefferson Freeman Schmidt Hoffman Meyer Novak Kowalski Olson Larson`),
  },
  hispanic: {
    first:
      words(`José María Juan Guadalupe Luis Ana Carlos Carmen Jesús Rosa Miguel Sofía Antonio Valentina Jorge Camila
      Francisco Isabella Alejandro Lucía Manuel Gabriela Pedro Elena Rafael Daniela Fernando Adriana Ricardo Verónica
      Eduardo Leticia Roberto Alicia Diego Paola Javier Mariana Sergio Beatriz`),
    last: words(`García Rodríguez Martínez Hernández López González Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz Reyes
      Cruz Morales Ortiz Gutiérrez Chávez Ramos Ruiz Mendoza Álvarez Jiménez Castillo Vásquez Romero Moreno Vargas Guzmán
      Castro Herrera Medina Soto Aguilar Delgado Peña Núñez Cabrera`),
  },
  'anglo-canadian': {
    first:
      words(`Liam Olivia Noah Charlotte William Emma Benjamin Sophia Lucas Amelia Oliver Isla Logan Ava Ethan Evelyn Jack
      Chloe Owen Hannah Jacob Abigail Nathan Grace Connor Lily Dylan Megan Cameron Heather Gordon Sheila Douglas Joan`),
    last: words(`Smith Brown MacDonald Campbell Wilson Martin Anderson Taylor Stewart Thompson Reid Ross Fraser Murray Cameron
      McLean Morrison Grant Robertson Mackenzie Sinclair Kennedy Graham Hamilton Johnston Young Wright Bell Hughes Singh
      Chan Wong Leblanc Friesen Penner Dyck Peters Kowalchuk Shevchenko`),
  },
  'french-canadian': {
    first:
      words(`Gabriel Emma Olivier Alice Félix Florence Nathan Léa Samuel Rosalie Antoine Juliette Alexis Béatrice Étienne
      Camille Mathieu Chloé François Geneviève Jean-Philippe Élise Pierre Sylvie Luc Nathalie André Isabelle Benoît Josée`),
    last: words(`Tremblay Gagnon Roy Côté Bouchard Gauthier Morin Lavoie Fortin Gagné Ouellet Pelletier Bélanger Lévesque Bergeron
      Leblanc Paquette Girard Simard Boucher Caron Beaulieu Cloutier Dubé Poirier Fournier Lapointe Leclerc Lefebvre Poulin`),
  },
  british: {
    first:
      words(`Oliver Amelia George Isla Harry Ava Jack Emily Jacob Sophie Charlie Grace Thomas Lily Alfie Freya William Ivy
      Joshua Florence James Willow Edward Poppy Henry Daisy Samuel Alice Arthur Charlotte Alan Margaret Graham Jean Nigel
      Gillian Callum Eilidh Rhys Cerys Declan Siobhán`),
    last: words(`Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green
      Hall Wood Jackson Clarke Hughes Edwards Hill Moore Clark Harrison Scott Morris Ward Turner Cooper Morgan Bell Baker
      Fletcher Shaw Barker Holmes Palmer Chapman Knight Lloyd Griffiths Murray MacLeod O'Neill Doherty Campbell`),
  },
  'south-asian': {
    first:
      words(`Mohammed Aisha Arjun Priya Imran Fatima Rahul Ananya Ali Zainab Vikram Neha Hassan Maryam Sanjay Kavita Usman
      Amina Ravi Deepa`),
    last: words(
      `Patel Khan Singh Kaur Ahmed Hussain Shah Sharma Ali Begum Gupta Malik Mehta Chowdhury Rahman Desai`,
    ),
  },
  'east-asian': {
    first: words(
      `Wei Mei Jun Li Minh Linh Kevin Grace David Jessica Hiroshi Yuki Jin Soo-Jin Andrew Michelle Anh Thu`,
    ),
    last: words(
      `Nguyen Kim Chen Wang Li Tran Park Liu Pham Zhang Le Choi Huang Wong Lin Yang Yamamoto Tanaka`,
    ),
  },
};

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
