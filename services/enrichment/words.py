"""The analyst's words, in Dutch."""

from services.casework.words import WORDS
from services.runtime.http.dutch import dutch

DUTCH = dutch(
    WORDS,
    {
        "address": "adres",
        "address_state": "adresStatus",
        "address_without_suffix": "adresZonderToevoeging",
        "addresses": "adressen",
        "again_at": "opnieuwOp",
        "company_registered": "bedrijfInHandelsregister",
        "company_state": "bedrijfStatus",
        "double_of": "dubbelVan",
        "earlier_note": "eerdereToelichting",
        "elsewhere": "elders",
        "file_number": "dossiernummer",
        "indicator_list": "indicatorlijst",
        "interventions": "interventies",
        "known_by": "herkendAan",
        "links": "verbanden",
        "links_sought": "verbandenGezocht",
        "lookups": "opzoekingen",
        "more_than": "meerDan",
        "other_signals_at_address": "andereSignalenOpAdres",
        "other_signals_of_company": "andereSignalenOverBedrijf",
        "other_signals_with_phone": "andereSignalenMetTelefoon",
        "other_signals_with_plate": "andereSignalenMetKenteken",
        "registered_minors": "ingeschrevenMinderjarigen",
        "registered_of_unknown_age": "ingeschrevenVanOnbekendeLeeftijd",
        "registered_residents": "ingeschrevenBewoners",
        "refusal": "weigeringscode",
        "reopened_at": "heropendOp",
        "reopened_for": "heropendOm",
        "residents_state": "bewonersStatus",
        "source": "register",
        "supplements": "aanvullingen",
        "undone_because": "vergissingOmdat",
        "took_place_on": "plaatsgevondenOp",
    },
)
