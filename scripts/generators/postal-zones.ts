/**
 * Postal codes by hand, by their longest prefix: region and zone. Region `-`: not told by the prefix. Zone `=`: the region's; `?`: the prefix
 * reaches into several zones, so the address has none (a border town, a mixed rural area, doubt). Sources: the countries' postal
 * authorities' ranges by region; the remarks of `zone1970.tab` for the exceptions. Countries with one zone need no entry; nor does the
 * United States, whose table is computed.
 */
export const POSTAL_ZONES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Canada: the first letter is the province. A second line each for what keeps another time than the province's main part.
  CA: {
    A: 'NL America/St_Johns',
    'A0K A0P A0R A2V': 'NL ?', // Labrador, whose south-east keeps the island's time
    B: 'NS =',
    C: 'PE =',
    E: 'NB =',
    'G H J': 'QC America/Toronto',
    'G0B G0C G0G': 'QC ?', // Magdalen Islands by their old code; Listuguj; the Lower North Shore to Blanc-Sablon
    G4T: 'QC America/Halifax', // Magdalen Islands
    'K L M N P': 'ON America/Toronto',
    'P0T P0V P0W P0X P0Y P8N P8T P9A P9N': 'ON ?', // Atikokan, and west of 90° W
    R: 'MB =',
    S: 'SK America/Regina',
    'S0M S0P S9V': 'SK ?', // Lloydminster, Creighton
    T: 'AB =',
    V: 'BC America/Vancouver',
    'V0A V0B V0C V0J V1A V1C': 'BC ?', // Kootenay, Peace River
    'V1G V1J': 'BC America/Dawson_Creek',
    X: '- ?',
    'X0A X0B X0C': 'NU ?',
    'X0E X0G X1A': 'NT =',
    Y: 'YT =',
  },
  AU: {
    '02 260 261 290 291': 'ACT =',
    '1 2': 'NSW Australia/Sydney',
    '2540 2618 2619 2620': '- Australia/Sydney', // Jervis Bay; codes shared by the capital territory
    '2406 2880': 'NSW ?', // Mungindi; Broken Hill and its surroundings
    '2898': 'NSW Australia/Lord_Howe',
    '2899': '- Pacific/Norfolk',
    '3 8': 'VIC =',
    '3585 3586 3644 3691 3707': '- Australia/Melbourne', // codes shared with New South Wales
    '4 9': 'QLD =',
    '437 438': '- ?', // codes shared with New South Wales
    '5': 'SA =',
    '6': 'WA Australia/Perth',
    '6443': 'WA ?', // Eucla
    '6798': '- Indian/Christmas',
    '6799': '- Indian/Cocos',
    '7': 'TAS =',
    '08 09': 'NT =',
    '0862 0872': '- ?', // codes shared with Queensland, South and Western Australia
  },
  BR: {
    '0 1': 'SP =',
    '20 21 22 23 24 25 26 27 28': 'RJ =',
    '29': 'ES =',
    '3': 'MG =',
    '40 41 42 43 44 45 46 47 48': 'BA =',
    '49': 'SE =',
    '50 51 52 53 54 55 56': 'PE America/Recife',
    '53990': 'PE America/Noronha',
    '57': 'AL =',
    '58': 'PB =',
    '59': 'RN =',
    '60 61 62 63': 'CE =',
    '64': 'PI =',
    '65': 'MA =',
    '66 67 68': 'PA =',
    '689': 'AP =',
    '690': 'AM America/Manaus',
    '691 692 694 695 696 697 698': 'AM ?',
    '693': 'RR =',
    '699': 'AC =',
    '70 71': 'DF =',
    '72 73': '- America/Sao_Paulo',
    '74 75 760 761 762 763 764 765 766 767': 'GO =',
    '768 769': 'RO =',
    '77': 'TO =',
    '780 781 782 783 784 785 786 787 788': 'MT =',
    '789': '- ?',
    '79': 'MS =',
    '80 81 82 83 84 85 86 87': 'PR =',
    '88 89': 'SC =',
    '9': 'RS =',
  },
  // 97 and 98 are overseas; what is not named there is not known.
  FR: {
    '97 98': '- ?',
    '971': 'GP =',
    '97133 977': 'BL =',
    '97150 978': 'MF =',
    '972': 'MQ =',
    '973': 'GF =',
    '974': 'RE =',
    '975': 'PM =',
    '976': 'YT =',
    '980': '- Europe/Monaco',
    '986': 'WF =',
    '987': 'PF ?',
    '988': 'NC =',
  },
  ES: {
    '0 1 2 3 4 50': '- Europe/Madrid',
    '35': 'GC =',
    '38': 'TF =',
    '51': 'CE =',
    '52': 'ML =',
  },
  PT: {
    '1 2 3 4 5 6 7 8': '- Europe/Lisbon',
    '90 91 92 93 94': '30 =',
    '95 96 97 98 99': '20 =',
  },
  NZ: { '0 1 2 3 4 5 6 7 8 9': '- Pacific/Auckland', '8016 8942': '- Pacific/Chatham' },
  CN: { '0 1 2 3 4 5 6 7 85': '- Asia/Shanghai', '83 84': 'XJ ?' },
  UA: {
    '0 1 2 3 4 5 60 61 62 63 64 65 66 67 68 76 77 78 79 80 81 82 88 89 90': '- Europe/Kyiv',
    '95 96 97 98': '43 =',
    '99': '40 =',
    '69 70 71 72 73 74 75 83 84 85 86 87 91 92 93 94': '- ?',
  },
};
