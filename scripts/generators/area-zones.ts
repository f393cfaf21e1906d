/**
 * The zones of landlines by area code, by hand, for countries with several zones outside +1. libphonenumber's own list is not used there:
 * it gives Queensland and Broome the time of Sydney, Recife that of Noronha, Kaliningrad that of Bucharest and Kasai that of Kinshasa,
 * all hours wrong. What this table does not name has all the zones of its country. Zones are named as in `region-zones.ts`.
 *
 * Sources: the countries' numbering plans as far as libphonenumber's names of places show them (`geocodes`), and the remarks of the time
 * zone database's `zone1970.tab`. Keys are digits after the calling code, several to a line; `*` stands for all others.
 */
export const AREA_ZONES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Australia. 07 reaches over the border to Tweed Heads, which has daylight saving time; 08 89 is the Northern Territory.
  '61': {
    '2': 'Australia/Sydney Australia/Lord_Howe',
    '24 28 29': 'Australia/Sydney',
    '3': 'Australia/Melbourne Australia/Hobart',
    '7': 'Australia/Brisbane Australia/Sydney',
    '73': 'Australia/Brisbane',
    '86 89': 'Australia/Perth Australia/Eucla',
    '87 88': 'Australia/Adelaide Australia/Darwin Australia/Broken_Hill',
  },
  // Brazil. Fernando de Noronha shares 81 with Recife; 92 and 97 are Amazonas.
  '55': {
    '11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 61 62 64':
      'America/Sao_Paulo',
    '63': 'America/Araguaina',
    '65 66': 'America/Cuiaba',
    '67': 'America/Campo_Grande',
    '68': 'America/Rio_Branco',
    '69': 'America/Porto_Velho',
    '71 73 74 75 77': 'America/Bahia',
    '79 82': 'America/Maceio',
    '81': 'America/Recife America/Noronha',
    '83 84 85 86 88 89 98 99': 'America/Fortaleza',
    '87': 'America/Recife',
    '91 93 94': 'America/Belem America/Santarem',
    '96': 'America/Belem',
    '92 97': 'America/Manaus America/Eirunepe',
    '95': 'America/Boa_Vista',
  },
  // Russia. 411 is the Republic of Sakha, which has three times; 424 has the northern Kurils.
  '7': {
    '301 395': 'Asia/Irkutsk',
    '302': 'Asia/Chita',
    '341 846 848': 'Europe/Samara',
    '342 343 345 346 347 349 351 352 353': 'Asia/Yekaterinburg',
    '365 869': 'Europe/Simferopol',
    '381': 'Asia/Omsk',
    '382': 'Asia/Tomsk',
    '383': 'Asia/Novosibirsk',
    '384': 'Asia/Novokuznetsk',
    '385 388': 'Asia/Barnaul',
    '390 391 394': 'Asia/Krasnoyarsk',
    '401': 'Europe/Kaliningrad',
    '411': 'Asia/Yakutsk Asia/Khandyga Asia/Vladivostok Asia/Ust-Nera Asia/Srednekolymsk',
    '413': 'Asia/Magadan',
    '415': 'Asia/Kamchatka',
    '416': 'Asia/Yakutsk',
    '421 423 426': 'Asia/Vladivostok',
    '424': 'Asia/Sakhalin Asia/Srednekolymsk',
    '427': 'Asia/Anadyr',
    '471 472 473 474 475 481 482 483 484 485 486 487 491 492 494 495 496 498 499 811 812 813 814 815 816 817 818 820 821 831 834 835 836 841 843 847 855 861 862 863 865 866 867 871 872 873 877 878 879':
      'Europe/Moscow',
    '833': 'Europe/Kirov',
    '842': 'Europe/Ulyanovsk',
    '844': 'Europe/Volgograd',
    '845': 'Europe/Saratov',
    '851': 'Europe/Astrakhan',
  },
  // Indonesia. 2 and 31 to 35 Java, 36 to 38 Bali and Nusa Tenggara, 4 Sulawesi, 5 Kalimantan, 6 and 7 Sumatra, 9 Maluku and Papua.
  '62': {
    '21 22 23 24 25 26 27 28 31 32 33 34 35 6 7': 'Asia/Jakarta',
    '36 37 38 4 54 55': 'Asia/Makassar',
    '51 52 53': 'Asia/Makassar Asia/Pontianak',
    '56': 'Asia/Pontianak',
    '9': 'Asia/Jayapura',
  },
  '34': { '*': 'Europe/Madrid', '822 828 922 928': 'Atlantic/Canary' },
  '351': { '*': 'Europe/Lisbon', '291': 'Atlantic/Madeira', '292 295 296': 'Atlantic/Azores' },
  // The Chatham Islands are 03 305, beside Ashburton and Akaroa.
  '64': { '*': 'Pacific/Auckland', '30 330': 'Pacific/Auckland Pacific/Chatham' },
  '56': {
    '*': 'America/Santiago',
    '32': 'America/Santiago Pacific/Easter',
    '61': 'America/Punta_Arenas',
    '67': 'America/Coyhaique',
  },
  '593': { '*': 'America/Guayaquil', '5': 'America/Guayaquil Pacific/Galapagos' },
  // 90x and 99x are Xinjiang, where both times are kept.
  '86': { '*': 'Asia/Shanghai', '90 99': 'Asia/Shanghai Asia/Urumqi' },
  // Where the front has run since 2014 both times are kept.
  '380': { '*': 'Europe/Kyiv', '55 61 62 64 65 69': 'Europe/Kyiv Europe/Simferopol' },
};

/**
 * An area code laid over an older one has its territory, so it has its zones. libphonenumber lists exchanges in other zones for the old code
 * only, and one zone for the overlay. Source: the area codes' descriptions by the North American Numbering Plan.
 */
export const OVERLAYS: Readonly<Record<string, string>> = {
  '236': '250',
  '257': '250',
  '364': '270',
  '367': '418',
  '448': '850',
  '458': '541',
  '581': '418',
  '672': '250',
  '729': '423',
  '778': '250',
  '879': '709',
  '930': '812',
  '986': '208',
};

/**
 * Zones of an area code that no exchange of the list shows: Atikokan (807) and Blanc-Sablon (418) keep standard time all year.
 */
export const MORE_ZONES: Readonly<Record<string, string>> = {
  '418': 'America/Blanc-Sablon',
  '807': 'America/Atikokan',
};

/**
 * What a zone of libphonenumber's list stands for in a region. In Canada the list names one zone for each group that had the same standard
 * time before 2020; Yukon (2020), Alberta, Manitoba, British Columbia and the Northwest Territories (2026) have since left their groups. A
 * zone that is neither here nor the Canadian region's own becomes all zones of the region. In Alaska it gives the western Aleutians the time
 * of Hawaii, which has no daylight saving time. Source: remarks of `zone1970.tab`, 2026f.
 */
export const MEANT_ZONES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'CA-BC': {
    'America/Edmonton': 'America/Edmonton America/Dawson_Creek America/Fort_Nelson America/Creston',
  },
  'CA-NL': { 'America/Halifax': 'America/Goose_Bay', 'America/Puerto_Rico': 'America/Goose_Bay' },
  'CA-NU': {
    'America/Edmonton': 'America/Cambridge_Bay',
    'America/Winnipeg': 'America/Rankin_Inlet America/Resolute',
    'America/Toronto': 'America/Iqaluit America/Atikokan',
  },
  'US-AK': { 'Pacific/Honolulu': 'America/Adak' },
  'CA-YT': { 'America/Vancouver': 'America/Whitehorse America/Dawson' },
};
