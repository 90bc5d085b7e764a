// How long a spasm lasted, in seconds, as well as people know it.
export const LENGTHS = [
  { value: 20, text: "Seconds" }, { value: 60, text: "1 minute" }, { value: 180, text: "3 minutes" },
  { value: 300, text: "5 minutes" }, { value: 600, text: "10 minutes" }, { value: 1200, text: "20 minutes" },
  { value: 3600, text: "1 hour" },
];
