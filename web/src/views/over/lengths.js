// How long a spasm lasted, in seconds, as well as people know it.
export const LENGTHS = [
  { value: 20, text: "Seconds" }, { value: 60, text: "1 minute" }, { value: 180, text: "3 minutes" },
  { value: 300, text: "5 minutes" }, { value: 600, text: "10 minutes" }, { value: 1200, text: "20 minutes" },
  { value: 3600, text: "1 hour" },
];

const RANGES = [
  { least: 0, most: 600, text: "Within the first 10 minutes" }, { least: 600, most: 1800, text: "10 to 30 minutes" },
  { least: 1800, most: 3600, text: "30 to 60 minutes" }, { least: 3600, most: undefined, text: "After an hour" },
];

/** What fits a clock that ran so long: [{least, most, text}]. It had eased by now. */
export const rangesWithin = (seconds) => RANGES.filter((r) => r.least < seconds)
  .map((r) => ({ ...r, most: Math.min(r.most ?? Infinity, Math.floor(seconds)) })).filter((r) => r.most > r.least);

/** For a spasm that was over when it was written down. */
export const OVER_RANGES = [
  { least: 0, most: 600, text: "Less than 10 minutes" }, { least: 600, most: 1800, text: "10 to 30 minutes" },
  { least: 1800, most: 3600, text: "30 to 60 minutes" }, { least: 3600, most: undefined, text: "More than an hour" },
];

/** The members of an episode that say how long; any one of them takes the others away. */
export const NO_LENGTH = { lasted_seconds: undefined, lasted_least_seconds: undefined, lasted_most_seconds: undefined };
export const asRange = ({ least, most }) => ({ ...NO_LENGTH, lasted_least_seconds: least, lasted_most_seconds: most });
export const asLength = (seconds) => ({ ...NO_LENGTH, lasted_seconds: seconds });
