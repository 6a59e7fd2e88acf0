// An optional sound for new conversations, off until somebody turns it on. Made here, so nothing is loaded.
import { words } from "./words.js";

const KEY = "desk-sound";
let audio = null;

export function prepareSound() {
  const button = document.getElementById("sound");
  if (!button) return;
  const show = () => {
    const on = isOn();
    button.setAttribute("aria-pressed", String(on));
    button.title = words(on ? "soundOn" : "soundOff");
  };
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, isOn() ? "off" : "on");
    show();
    beep(1);
  });
  show();
}

export async function beep(times) {
  if (!isOn()) return;
  audio ??= new AudioContext();
  if (audio.state === "suspended") await audio.resume();
  for (let number = 0; number < times; number += 1) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const start = audio.currentTime + number * 0.3;
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.15, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.25);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.25);
  }
}

function isOn() {
  return localStorage.getItem(KEY) === "on";
}
