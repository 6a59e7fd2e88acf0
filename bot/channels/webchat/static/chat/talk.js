// Where the conversation stands. `awaiting`: since when an answer is waited for, 0 for none. `left`: the page is gone.
// `seen` and `picked`: the conversation's language, and one that was picked until the conversation follows.
export const talk = {
  holder: "bot", epoch: "", last: 0,
  ready: false, lost: false, left: false, sending: false, caughtUp: false,
  awaiting: 0, seen: null, picked: null,
};
