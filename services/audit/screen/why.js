import { reckoned } from "./proof.js";

const status = document.querySelector("#status");
const place = document.querySelector("#account");
const day = new Intl.DateTimeFormat("nl-NL", { dateStyle: "long", timeZone: "Europe/Amsterdam" });
const moment = new Intl.DateTimeFormat("nl-NL", { dateStyle: "long", timeStyle: "medium", timeZone: "Europe/Amsterdam" });

document.querySelector("#question").addEventListener("submit", async (event) => {
  event.preventDefault();
  place.replaceChildren();
  status.textContent = "Bezig met opzoeken.";
  const answers = new FormData(event.target);
  const headers = { Authorization: `Bearer ${answers.get("token").trim()}` };
  try {
    await show(answers.get("kenmerk").trim(), headers);
  } catch (error) {
    status.textContent = `De audit-service antwoordt niet (${error.message}). Probeer het later opnieuw.`;
  }
});

async function show(reference, headers) {
  const answer = await fetch(`v1/verantwoordingen/${encodeURIComponent(reference)}`, { headers });
  const body = await answer.json();
  if (!answer.ok) {
    const rules = (body.errors ?? []).map((error) => `${error.field}: ${error.rule}`);
    status.textContent = [body.detail, ...rules].join(" ");
    return;
  }
  const account = body.verantwoording;
  status.textContent = `Gevonden: verwijzing naar ${account.partner}.`;
  place.append(
    facts("Verwijzing", { Kenmerk: account.kenmerk, Partner: account.partner, Doel: account.doel, ...where(account.verzonden) }),
    facts("Signaal", { Signaal: account.signaal.id, ...where(account.signaal) }),
    facts("Besluit", decision(account.besluit)),
    facts("Grondslag op de dag van het besluit", basis(account.grondslag)),
    list("Gedeelde velden", account.gedeeldeVelden),
    list("Antwoorden van de partner", account.antwoorden.map(happened)),
    list("Geweigerd, zonder gevolg", account.geweigerdeAntwoorden.map(refused)),
    list("Correcties en intrekkingen", account.correcties.map(happened)),
    list("Latere besluiten over dit signaal", account.latereBesluiten.map((step) => at(step))),
    list("Gelezen door", account.gelezenDoor),
  );
  const proofs = list("Bewijs in het log", account.bewijzen.map((index) => `Regel ${index}: wordt nagerekend.`));
  place.append(proofs);
  const lines = proofs.querySelectorAll("li");
  for (const [number, index] of account.bewijzen.entries()) {
    lines[number].textContent = (await reckoned(index, headers)).said;
  }
  const hint = document.createElement("p");
  hint.textContent =
    "Deze pagina rekent de wortel na; de handtekeningen van het log en de getuigen controleert u buiten ons om met signaalketen audit verify.";
  proofs.append(hint);
}

function decision(found) {
  if (!found) return { Besluit: "niet in het log" };
  return {
    Besluit: found.id,
    Uitkomsten: found.uitkomsten.join(", "),
    "Genomen op": day.format(new Date(found.genomenOp)),
    "Genomen door": `${found.persoon ?? "onbekend"} (${found.rol})`,
    Regelversie: found.regelversie,
    ...where(found),
  };
}

function basis(found) {
  return {
    Grondslag: found.naam,
    Artikel: found.artikel,
    "Geldig van": found.geldigVan && day.format(new Date(found.geldigVan)),
    "Geldig tot": found.geldigTot && day.format(new Date(found.geldigTot)),
    "Die dag": `${day.format(new Date(found.geldigOp))}: ${found.geldig ? "geldig" : "NIET GELDIG"}`,
    Nagelezen: found.nagelezen === undefined ? undefined : found.nagelezen ? "ja" : "nog niet",
    "Sindsdien in het register": found.sindsdien
      ?.map((one) => `${day.format(new Date(one.vanaf))}: ${one.artikel}. ${one.wijziging}`)
      .join(" "),
  };
}

function where(step) {
  return { Tijdstip: step.tijdstip && moment.format(new Date(step.tijdstip)), Plaats: step.plaats };
}

function happened(step) {
  return `${step.soort}: ${at(step)}`;
}

function refused(step) {
  return [happened(step), step.reden, ...step.regels].join("; ");
}

function at(step) {
  return `${moment.format(new Date(step.tijdstip))}, ${step.plaats}`;
}

function facts(title, known) {
  const pairs = document.createElement("dl");
  for (const [name, value] of Object.entries(known)) {
    if (value === null || value === undefined) continue;
    const term = document.createElement("dt");
    const said = document.createElement("dd");
    term.textContent = name;
    said.textContent = value;
    pairs.append(term, said);
  }
  return section(title, pairs);
}

function list(title, lines) {
  if (lines.length === 0) {
    const none = document.createElement("p");
    none.textContent = "Geen.";
    return section(title, none);
  }
  const items = document.createElement("ul");
  for (const line of lines) {
    const item = document.createElement("li");
    item.textContent = line;
    items.append(item);
  }
  return section(title, items);
}

function section(title, content) {
  const made = document.createElement("section");
  const heading = document.createElement("h2");
  heading.textContent = title;
  made.append(heading, content);
  return made;
}
