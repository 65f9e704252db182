// After pressing send: the receipt when the answer came, patience when it did not.
import { unb64u } from "./bytes.js";
import { dayText, part, say, show, view } from "./dom.js";
import { form, restore, sending, trouble } from "./form.js";
import { deliver, settle } from "./posting.js";
import { receipt } from "./receipt.js";
import { unseal } from "./sealed.js";
import { showSlip } from "./slip.js";
import { forget } from "./store.js";
import { flying, landed, pick, unanswered } from "./wallet.js";

const MINUTE = 60 * 1000;

/** "2026-11-25T17:00" in the reader's words; the page's own words when they name the same hour. */
function when(next) {
  const known = part("when").dataset.known;
  const [day, hour] = next.split("T");
  if (known.includes(hour)) return known;
  return `${dayText(day)} ${hour}`;
}

async function arrived(kept, answer) {
  form.reset();
  history.replaceState(null, "", location.pathname + location.search);
  show(part("when"), kept.hold === "release");
  show(part("held"), kept.hold !== "release");
  if (answer.next_release) say(part("when"), { when: when(answer.next_release) });
  show(part("mismatch"), answer.commitment !== kept.expected);
  view("receipt");
  if (kept.secret) showSlip(await receipt(unb64u(kept.secret)), kept.label);
  part("arrived").focus();
}

/** The text stays on screen, with the server's own sentence beside the button. */
function refused(kept, { answer }) {
  if (!form.elements.body.value) restore(JSON.parse(kept.body).item);
  view("write");
  trouble(answer.message ? null : "refused", answer.message);
}

/** A random 1 to 20 minutes, so that coming back online and posting are not the same moment. */
const aWhile = () => MINUTE + pick(19 * MINUTE);

/** Waits on screen and tries again by itself; the text lies sealed with its request, no longer as a draft. */
async function wait(post) {
  view("waiting");
  show(part("kept"), !stays(post));
  show(part("unkept"), stays(post));
  if (!stays(post)) await forget("draft");
  const again = async () => {
    clearTimeout(timer);
    if (stays(post) || (await flying(post.msg))) return send(post);
    form.reset();
    return view("write");
  };
  const timer = setTimeout(again, aWhile());
  part("now").onclick = again;
  part("drop").onclick = async () => {
    clearTimeout(timer);
    if (!stays(post)) await landed(post.msg);
    restore(JSON.parse(post.kept.body).item);
    view("write");
  };
}

/** What came by a poster has left nothing on this device, and shall not begin to. */
const stays = ({ msg }) => msg === null;

async function landedWith(post, answer) {
  if (!stays(post)) await forget("draft");
  await arrived(post.kept, answer);
}

/** The wall is much used: the same post again, with more work, unless the writer would rather not wait. */
async function sendHarder(post) {
  if (form.hidden) view("write");
  const next = await post.harder();
  if (next) await send(next);
}

/** Sends what was prepared; the token is gone, given back, or still waiting, never in doubt. */
export async function send(post) {
  sending(true);
  try {
    const result = await deliver(post.kept.body);
    await settle(post.msg, result);
    if (result.status === 202) await landedWith(post, result.answer);
    else if (result.answer.error === "work" && post.harder) await sendHarder(post);
    else refused(post.kept, result);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    await wait(post);
  } finally {
    sending(false);
  }
}

/** Takes up a request of an earlier visit that nobody answered. */
export async function resume() {
  for (const { msg, sealed } of await unanswered()) {
    const kept = await unseal(sealed);
    if (kept) return wait({ msg, kept });
    await landed(msg);
  }
  return null;
}
