// The text messages that the simulator has received.
import { until } from "./bekle.mjs";

// gelen lists the messages to a phone (E.164), oldest first.
export async function gelen(world, cep) {
  const response = await fetch(`${world.sim}/sms?to=${encodeURIComponent(cep)}`, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`the simulator answered ${response.status} to ${response.url}`);
  return response.json();
}

// bekle waits for a message to cep that matches pattern, later than the first after ones, and returns its text.
export async function bekle(world, cep, pattern, after = 0) {
  return until(`an SMS like ${pattern}`, async () => (await gelen(world, cep)).slice(after).map((m) => m.text).find((text) => pattern.test(text)));
}

// kodlar are the codes of all messages to cep, oldest first.
export async function kodlar(world, cep) {
  const texts = (await gelen(world, cep)).map((m) => m.text);
  return texts.flatMap((text) => text.match(/onay kodunuz: (\d{6})/)?.[1] ?? []);
}

// sonrakiKod does what makes a code be sent to cep, and waits for that code.
export async function sonrakiKod(world, cep, ask) {
  const before = (await kodlar(world, cep)).length;
  await ask();
  return until("a code", async () => (await kodlar(world, cep))[before]);
}
