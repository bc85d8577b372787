// Inclusion in the log's tree (RFC 6962, 2.1), from the entry's own bytes to the root of a checkpoint (C2SP tlog-proof).
// The log is asked beside the page: under log/ of its own address.

const WIDTH = 256;

/** Whether entry `index` holds, and what to say of it; `holds` is undefined where the log did not answer. */
export async function reckoned(index, headers) {
  try {
    const holds = await proven(index, headers);
    const said = holds
      ? "staat in het log, nagerekend tot de wortel van het laatste checkpoint."
      : "NIET BEWEZEN. Bewaar deze pagina en neem een export van het log.";
    return { holds, said: `Regel ${index}: ${said}` };
  } catch (error) {
    return { holds: undefined, said: `Regel ${index}: niet nagerekend, het log antwoordt niet (${error.message}).` };
  }
}

async function proven(index, headers) {
  const answer = await asked(`log/proof/inclusion/${index}`, headers);
  if (answer === null) return false;
  const [proof, checkpoint] = (await answer.text()).split(/\n\n(.*)/s);
  const [, size, root] = checkpoint.split("\n");
  const siblings = proof.split("\n").slice(2).map(bytes);
  const entry = await entryOf(index, Number(size), headers);
  return entry !== null && (await rootOf(entry, index, Number(size), siblings)) === root;
}

async function entryOf(index, size, headers) {
  const bundle = Math.floor(index / WIDTH);
  const width = Math.min(WIDTH, size - bundle * WIDTH);
  const answer = await asked(`log/tile/entries/${path(bundle)}${width < WIDTH ? `.p/${width}` : ""}`, headers);
  if (answer === null) return null;
  const raw = new Uint8Array(await answer.arrayBuffer());
  let at = 0;
  for (let passed = index % WIDTH; passed > 0; passed -= 1) at += 2 + raw[at] * 256 + raw[at + 1];
  return raw.slice(at + 2, at + 2 + raw[at] * 256 + raw[at + 1]);
}

/** Null for what the log does not have. Throws where it does not answer, or not to who asks. */
async function asked(address, headers) {
  const answer = await fetch(address, { headers, redirect: "error" });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(answer.status);
  return answer;
}

function path(bundle) {
  const groups = [String(bundle % 1000).padStart(3, "0")];
  for (let rest = Math.floor(bundle / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  return groups.join("/");
}

async function rootOf(entry, index, size, siblings) {
  let hash = await sha256([0], entry);
  let node = index;
  let last = size - 1;
  for (const sibling of siblings) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      hash = await sha256([1], sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      hash = await sha256([1], hash, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? btoa(String.fromCharCode(...hash)) : null;
}

async function sha256(...parts) {
  const whole = new Uint8Array(parts.flatMap((part) => [...part]));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
