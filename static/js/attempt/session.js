/*
 * Talking to the server. Signing in anew changes the token that posts must carry, so it is asked for again whenever
 * a post is turned away; who is signed out, or in as someone else, gets SignedOut.
 */
export class SignedOut extends Error {}
export class Unreachable extends Error {}

export class Session {
  constructor(form) {
    this.stateUrl = form.dataset.stateUrl;
    this.input = form.querySelector("[name=csrfmiddlewaretoken]");
  }

  get token() {
    return this.input.value;
  }

  async state(show = []) {
    const query = show.map((position) => `show=${position}`).join("&");
    const response = await reach(query ? `${this.stateUrl}?${query}` : this.stateUrl, {});
    if (!response.ok) throw new SignedOut();
    const state = await response.json();
    this.input.value = state.token;
    return state;
  }

  async post(url, body) {
    const first = await this.#post(url, body);
    if (!isTurnedAway(first)) return first;
    await this.state();
    const second = await this.#post(url, body);
    if (isTurnedAway(second)) throw new SignedOut();
    return second;
  }

  #post(url, body) {
    const headers = { "X-CSRFToken": this.token, "Content-Type": "application/x-www-form-urlencoded" };
    return reach(url, { method: "POST", headers, body });
  }

  beacon(url, body) {
    const fields = new URLSearchParams(body);
    fields.set("csrfmiddlewaretoken", this.token);
    return navigator.sendBeacon(url, fields);
  }
}

function isTurnedAway(response) {
  return response.type === "opaqueredirect" || [401, 403, 404].includes(response.status);
}

async function reach(url, options) {
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin", redirect: "manual", ...options });
  } catch {
    throw new Unreachable();
  }
  if (response.status >= 500 || response.status === 429) throw new Unreachable();
  return response;
}
