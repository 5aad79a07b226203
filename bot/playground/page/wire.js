// Talking to the server: changes come as events, what people do goes out as posts.

/** Calls `take` with everything there is, and then with every change; `lost` while the server is away. */
export function listen(language, take, lost) {
  const events = new EventSource(`/events?lang=${encodeURIComponent(language)}`);
  events.addEventListener("message", (event) => take(JSON.parse(event.data)));
  events.addEventListener("error", lost);
}

/** Does something; the result is the server's answer, or null if it cannot be done. */
export async function act(what, details) {
  try {
    const response = await fetch(`/do/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(details),
    });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // the server is away, which the page says by itself
  }
}
