"""What made-up reports are made of: names, numbers and texts of nobody, as professionals would write them."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.codes.exploitation import Form
from schemas.codes.flow import Sector


@dataclass(frozen=True, slots=True)
class Names:
    women: tuple[str, ...]
    men: tuple[str, ...]
    family: tuple[str, ...]


NAMES = {
    "NL": Names(("Sanne", "Fleur", "Chaima", "Lotte"), ("Daan", "Jayden", "Bram", "Youssef"), ("Verbruggen", "Ariëns")),
    "PL": Names(("Agnieszka", "Katarzyna", "Zofia"), ("Paweł", "Łukasz", "Zbigniew"), ("Wiśniewscy", "Gąsiorek")),
    "NG": Names(("Blessing", "Ngozi", "Adaeze"), ("Emeka", "Tunde", "Chidi"), ("Okonkwobi", "Adeyemiola")),
    "RO": Names(("Ioana", "Mădălina", "Crina"), ("Ionuț", "Răzvan", "Florin"), ("Ciobănescu", "Țurcaș")),
    "BG": Names(("Gergana", "Desislava"), ("Plamen", "Stoyan"), ("Vasilevski", "Karadzhova")),
    "HU": Names(("Ilona", "Zsuzsa"), ("Gábor", "Zoltán"), ("Szűcsi", "Hódmező")),
    "VN": Names(("Thị Lan", "Ngọc Mai"), ("Văn Dũng", "Quốc Bảo"), ("Nguyễnh", "Phạmvu")),
    "PH": Names(("Maricel", "Rosalinda"), ("Jomar", "Rodel"), ("Dimaguiba", "Batungbakal")),
    "SY": Names(("Rima", "Hala"), ("Samer", "Nizar"), ("Al-Darwishi", "Haddadin")),
    "ER": Names(("Selam", "Feven"), ("Filmon", "Yonas"), ("Ghebreab", "Tesfazion")),
    "MA": Names(("Ikram", "Najat"), ("Rachid", "Anouar"), ("El Bouzani", "Aït Mellal")),
    "UG": Names(("Nakato", "Babirye"), ("Okello", "Kato"), ("Ssebagala", "Namuleme")),
}
"""First and family names by nationality; the family names are bent until nobody has them."""

REPORTERS = (
    "Marijke van den Ouwelaer",
    "Ömer Yıldızcan",
    "Thijs Hoefnagelaar",
    "Fatima El Khayatti",
    "Joke Peetersma",
    "Soraya Ramdjanie",
    "Wouter ter Braakhuis",
    "Aniek Derksenaar",
    "Kwame Boatengh",
    "Liesbeth Jansoniusse",
    "Nadia Bouchallikht",
    "Gerard Willemszoon",
)

ORGANISATIONS: dict[Sector, tuple[tuple[str, str], ...]] = {
    Sector.HEALTH_CARE: (("Huisartsenpraktijk De Bongerd", "huisarts"), ("Ziekenhuis Waalzijde", "verpleegkundige")),
    Sector.EDUCATION: (("Scholengemeenschap De Uiterwaard", "mentor"), ("ROC Betuwestroom", "zorgcoördinator")),
    Sector.CHILD_CARE: (("Kinderopvang Het Kikkerbos", "pedagogisch medewerker"),),
    Sector.SOCIAL_SUPPORT: (
        ("Sociaal wijkteam Oost", "wijkwerker"),
        ("Nachtopvang De Haven", "begeleider"),
    ),
    Sector.YOUTH_CARE: (("Jeugdbescherming Rivieren", "jeugdbeschermer"), ("Pleegzorg De Linde", "pleegzorgwerker")),
    Sector.JUSTICE: (("Reclassering Rivierengebied", "reclasseringswerker"),),
    Sector.MUNICIPALITY: (("Gemeente, toezicht en handhaving", "boa"), ("Gemeente, burgerzaken", "baliemedewerker")),
    Sector.POLICE: (("Basisteam Waal", "wijkagent"),),
    Sector.OTHER_PROFESSIONAL: (("Woningcorporatie Dijkzicht", "woonconsulent"), ("Steunpunt Migranten", "adviseur")),
}
"""Made-up organisations of each sector, with the reporter's function there."""

COMPANIES: dict[Form, tuple[tuple[str, str], ...]] = {
    Form.LABOUR: (
        ("Aspergebedrijf De Gouden Stengel", "land- en tuinbouw"),
        ("Champignonkwekerij Donkerslag", "land- en tuinbouw"),
        ("Pluimveeslachterij Van Hooghkamp", "vleesverwerking"),
        ("Restaurant De Verdwaalde Draak", "horeca"),
        ("Sloopwerken Tweestroom", "bouw"),
        ("Pakketdienst Vlugvoet", "transport"),
        ("Autowas Parelmoer", "autowasserij"),
        ("Nagelstudio Glansrijk", "persoonlijke verzorging"),
    ),
    Form.SEXUAL: (("Massagesalon Lotusvijver", "persoonlijke verzorging"), ("Hotel De Stille Waal", "logies")),
    Form.CRIMINAL: (("Growshop Groenvinger", "detailhandel"), ("Autohandel Snelweg Zuid", "autohandel")),
}

TEXTS: dict[Form, tuple[str, ...]] = {
    Form.SEXUAL: (
        "In een appartement in {place} komen elke avond andere mannen, vaak maar een half uur. Een jonge vrouw doet "
        "open en kijkt steeds om naar een man in de gang. Zij zegt dat zij haar telefoon niet zelf mag houden.",
        "Een leerling heeft dure kleding en twee telefoons, spijbelt en wordt na school opgehaald door een oudere "
        "vriend met een huurauto. Zij liet een klasgenoot een advertentie met haar eigen foto's zien.",
        "Tijdens een controle in {place} troffen wij een vrouw die geen Nederlands spreekt. Haar paspoort lag bij een "
        "bekende. Zij moet 'de reis' terugbetalen en wist niet hoe hoog de schuld nog was.",
        "Cliënte vertelde dat haar vriend afspraken voor haar maakt via een website en het geld houdt. Als zij weigert "
        "dreigt hij filmpjes naar haar familie te sturen.",
        "Het hotelpersoneel meldt een kamer die contant per dag wordt verlengd. De vrouw komt niet buiten; er staat "
        "altijd dezelfde man op de gang.",
    ),
    Form.LABOUR: (
        "Boven de zaak in {place} liggen twaalf matrassen. De medewerkers werken zes of zeven dagen, van acht tot "
        "tien, en krijgen naar eigen zeggen vijftig euro per week na aftrek van 'huur en eten'.",
        "Een man vroeg aan de balie in {place} hoe hij zijn paspoort terugkrijgt: dat ligt bij zijn baas. Hij mag het "
        "terrein niet af zonder het busje en is bang dat hij zijn slaapplek kwijtraakt.",
        "Bij de controle sprak één man voor de hele groep. Iedereen gaf hetzelfde, ingestudeerde antwoord. In de loods "
        "stonden caravans zonder water; de boetes voor te laat komen hangen aan de muur.",
        "Patiënt met een snee in de hand durft geen dag vrij te nemen. Hij is nergens verzekerd, slaapt op het werk en "
        "betaalt een schuld af aan de man die hem naar Nederland bracht.",
        "In {place} worden elke ochtend om half vijf mensen opgehaald met een busje met geblindeerde ramen. Twee van "
        "hen vroegen een bewoner om eten.",
    ),
    Form.SERVITUDE: (
        "Een meisje dat bij haar tante in {place} woont gaat niet naar school. Zij doet het huishouden, past op vier "
        "kinderen en slaapt op een matje in de bijkeuken.",
        "De inwonende hulp van een gezin in {place} mag niet alleen naar buiten. Haar loon wordt 'bewaard'. Zij liet "
        "aan de deur een briefje zien met het woord HELP.",
    ),
    Form.BEGGING: (
        "Voor de supermarkt in {place} zit dagelijks een jongen van een jaar of tien te bedelen. Om het uur haalt een "
        "man in een grijze auto het geld op; als het weinig is krijgt de jongen een klap.",
        "Een oudere man met een kruk wordt elke ochtend in het centrum van {place} afgezet en 's avonds opgehaald. Hij "
        "zegt dat hij zijn dagbedrag nog niet heeft.",
    ),
    Form.CRIMINAL: (
        "Een jongere uit {place} laat zijn bankrekening gebruiken en brengt pakketjes rond. Hij zegt dat hij niet kan "
        "stoppen: ze weten waar zijn zusje op school zit.",
        "In de woning in {place} is een kwekerij aangetroffen. De man die er sliep zat achter een deur die alleen van "
        "buiten open kon en weet niet in welk land hij is.",
        "Bij een aanhouding voor winkeldiefstal bleek de vrouw een lijst met merken en maten bij zich te hebben. Zij "
        "moet elke dag voor driehonderd euro inleveren bij de man die haar onderdak geeft.",
    ),
    Form.ORGAN_REMOVAL: (
        "Patiënt kreeg in het buitenland een nier weggenomen om een schuld af te lossen en moet nu opnieuw werken voor "
        "dezelfde man in {place}. Het litteken is onverzorgd.",
    ),
    Form.UNKNOWN: (
        "Op dit adres in {place} staan elf mensen ingeschreven, de post blijft liggen en de gordijnen zijn altijd "
        "dicht. Wat er precies speelt is niet duidelijk.",
        "Een vrouw aan de balie in {place} kreeg op elke vraag het antwoord ingefluisterd door haar begeleider. Zij "
        "keek niemand aan en had een blauwe plek bij haar oog.",
    ),
}

CARE_NEEDS = (
    "Veilig onderdak voor vannacht en een arts.",
    "Opvang buiten de regio, tolk nodig, geen contact met de familie.",
    "Medische zorg en hulp bij de aanvraag van identiteitspapieren.",
    "Gesprek met een vertrouwenspersoon; eerst alleen overdag en op een neutrale plek.",
    "Opvang samen met een baby van vier maanden.",
)

SAFE_CONTACTS = (
    "Alleen via de huisarts, op dinsdagochtend",
    "Sms, nooit bellen; niet na 18.00 uur",
    "Via haar mentor op school",
    "Via de buurvrouw op nummer 12, zij spreekt Pools",
)

REMARKS = ("Caravan achter de schuur", "Ingang aan de achterzijde, derde bel", "Bovenwoning, naam staat niet op de bel")

MELDCODE_FINDINGS = (
    "Signalen in kaart gebracht en vastgelegd in het dossier",
    "Overlegd met de aandachtsfunctionaris van onze organisatie",
    "Gesproken met de betrokkene, met tolk",
    "Aard en ernst gewogen met het afwegingskader",
    "Besloten samen met een collega",
)
