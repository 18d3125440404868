#include "custody/shares/slip39_words.h"

#include <algorithm>
#include <array>

#include "base/reveal.h"

namespace pyx::shares {
namespace {

// The list that SLIP-0039 mandates (satoshilabs/slips, slip-0039/wordlist.txt).
constexpr std::array<std::string_view, kWordListSize> kWords = {
    "academic", "acid",     "acne",     "acquire",  "acrobat",  "activity", "actress",  "adapt",
    "adequate", "adjust",   "admit",    "adorn",    "adult",    "advance",  "advocate", "afraid",
    "again",    "agency",   "agree",    "aide",     "aircraft", "airline",  "airport",  "ajar",
    "alarm",    "album",    "alcohol",  "alien",    "alive",    "alpha",    "already",  "alto",
    "aluminum", "always",   "amazing",  "ambition", "amount",   "amuse",    "analysis", "anatomy",
    "ancestor", "ancient",  "angel",    "angry",    "animal",   "answer",   "antenna",  "anxiety",
    "apart",    "aquatic",  "arcade",   "arena",    "argue",    "armed",    "artist",   "artwork",
    "aspect",   "auction",  "august",   "aunt",     "average",  "aviation", "avoid",    "award",
    "away",     "axis",     "axle",     "beam",     "beard",    "beaver",   "become",   "bedroom",
    "behavior", "being",    "believe",  "belong",   "benefit",  "best",     "beyond",   "bike",
    "biology",  "birthday", "bishop",   "black",    "blanket",  "blessing", "blimp",    "blind",
    "blue",     "body",     "bolt",     "boring",   "born",     "both",     "boundary", "bracelet",
    "branch",   "brave",    "breathe",  "briefing", "broken",   "brother",  "browser",  "bucket",
    "budget",   "building", "bulb",     "bulge",    "bumpy",    "bundle",   "burden",   "burning",
    "busy",     "buyer",    "cage",     "calcium",  "camera",   "campus",   "canyon",   "capacity",
    "capital",  "capture",  "carbon",   "cards",    "careful",  "cargo",    "carpet",   "carve",
    "category", "cause",    "ceiling",  "center",   "ceramic",  "champion", "change",   "charity",
    "check",    "chemical", "chest",    "chew",     "chubby",   "cinema",   "civil",    "class",
    "clay",     "cleanup",  "client",   "climate",  "clinic",   "clock",    "clogs",    "closet",
    "clothes",  "club",     "cluster",  "coal",     "coastal",  "coding",   "column",   "company",
    "corner",   "costume",  "counter",  "course",   "cover",    "cowboy",   "cradle",   "craft",
    "crazy",    "credit",   "cricket",  "criminal", "crisis",   "critical", "crowd",    "crucial",
    "crunch",   "crush",    "crystal",  "cubic",    "cultural", "curious",  "curly",    "custody",
    "cylinder", "daisy",    "damage",   "dance",    "darkness", "database", "daughter", "deadline",
    "deal",     "debris",   "debut",    "decent",   "decision", "declare",  "decorate", "decrease",
    "deliver",  "demand",   "density",  "deny",     "depart",   "depend",   "depict",   "deploy",
    "describe", "desert",   "desire",   "desktop",  "destroy",  "detailed", "detect",   "device",
    "devote",   "diagnose", "dictate",  "diet",     "dilemma",  "diminish", "dining",   "diploma",
    "disaster", "discuss",  "disease",  "dish",     "dismiss",  "display",  "distance", "dive",
    "divorce",  "document", "domain",   "domestic", "dominant", "dough",    "downtown", "dragon",
    "dramatic", "dream",    "dress",    "drift",    "drink",    "drove",    "drug",     "dryer",
    "duckling", "duke",     "duration", "dwarf",    "dynamic",  "early",    "earth",    "easel",
    "easy",     "echo",     "eclipse",  "ecology",  "edge",     "editor",   "educate",  "either",
    "elbow",    "elder",    "election", "elegant",  "element",  "elephant", "elevator", "elite",
    "else",     "email",    "emerald",  "emission", "emperor",  "emphasis", "employer", "empty",
    "ending",   "endless",  "endorse",  "enemy",    "energy",   "enforce",  "engage",   "enjoy",
    "enlarge",  "entrance", "envelope", "envy",     "epidemic", "episode",  "equation", "equip",
    "eraser",   "erode",    "escape",   "estate",   "estimate", "evaluate", "evening",  "evidence",
    "evil",     "evoke",    "exact",    "example",  "exceed",   "exchange", "exclude",  "excuse",
    "execute",  "exercise", "exhaust",  "exotic",   "expand",   "expect",   "explain",  "express",
    "extend",   "extra",    "eyebrow",  "facility", "fact",     "failure",  "faint",    "fake",
    "false",    "family",   "famous",   "fancy",    "fangs",    "fantasy",  "fatal",    "fatigue",
    "favorite", "fawn",     "fiber",    "fiction",  "filter",   "finance",  "findings", "finger",
    "firefly",  "firm",     "fiscal",   "fishing",  "fitness",  "flame",    "flash",    "flavor",
    "flea",     "flexible", "flip",     "float",    "floral",   "fluff",    "focus",    "forbid",
    "force",    "forecast", "forget",   "formal",   "fortune",  "forward",  "founder",  "fraction",
    "fragment", "frequent", "freshman", "friar",    "fridge",   "friendly", "frost",    "froth",
    "frozen",   "fumes",    "funding",  "furl",     "fused",    "galaxy",   "game",     "garbage",
    "garden",   "garlic",   "gasoline", "gather",   "general",  "genius",   "genre",    "genuine",
    "geology",  "gesture",  "glad",     "glance",   "glasses",  "glen",     "glimpse",  "goat",
    "golden",   "graduate", "grant",    "grasp",    "gravity",  "gray",     "greatest", "grief",
    "grill",    "grin",     "grocery",  "gross",    "group",    "grownup",  "grumpy",   "guard",
    "guest",    "guilt",    "guitar",   "gums",     "hairy",    "hamster",  "hand",     "hanger",
    "harvest",  "have",     "havoc",    "hawk",     "hazard",   "headset",  "health",   "hearing",
    "heat",     "helpful",  "herald",   "herd",     "hesitate", "hobo",     "holiday",  "holy",
    "home",     "hormone",  "hospital", "hour",     "huge",     "human",    "humidity", "hunting",
    "husband",  "hush",     "husky",    "hybrid",   "idea",     "identify", "idle",     "image",
    "impact",   "imply",    "improve",  "impulse",  "include",  "income",   "increase", "index",
    "indicate", "industry", "infant",   "inform",   "inherit",  "injury",   "inmate",   "insect",
    "inside",   "install",  "intend",   "intimate", "invasion", "involve",  "iris",     "island",
    "isolate",  "item",     "ivory",    "jacket",   "jerky",    "jewelry",  "join",     "judicial",
    "juice",    "jump",     "junction", "junior",   "junk",     "jury",     "justice",  "kernel",
    "keyboard", "kidney",   "kind",     "kitchen",  "knife",    "knit",     "laden",    "ladle",
    "ladybug",  "lair",     "lamp",     "language", "large",    "laser",    "laundry",  "lawsuit",
    "leader",   "leaf",     "learn",    "leaves",   "lecture",  "legal",    "legend",   "legs",
    "lend",     "length",   "level",    "liberty",  "library",  "license",  "lift",     "likely",
    "lilac",    "lily",     "lips",     "liquid",   "listen",   "literary", "living",   "lizard",
    "loan",     "lobe",     "location", "losing",   "loud",     "loyalty",  "luck",     "lunar",
    "lunch",    "lungs",    "luxury",   "lying",    "lyrics",   "machine",  "magazine", "maiden",
    "mailman",  "main",     "makeup",   "making",   "mama",     "manager",  "mandate",  "mansion",
    "manual",   "marathon", "march",    "market",   "marvel",   "mason",    "material", "math",
    "maximum",  "mayor",    "meaning",  "medal",    "medical",  "member",   "memory",   "mental",
    "merchant", "merit",    "method",   "metric",   "midst",    "mild",     "military", "mineral",
    "minister", "miracle",  "mixed",    "mixture",  "mobile",   "modern",   "modify",   "moisture",
    "moment",   "morning",  "mortgage", "mother",   "mountain", "mouse",    "move",     "much",
    "mule",     "multiple", "muscle",   "museum",   "music",    "mustang",  "nail",     "national",
    "necklace", "negative", "nervous",  "network",  "news",     "nuclear",  "numb",     "numerous",
    "nylon",    "oasis",    "obesity",  "object",   "observe",  "obtain",   "ocean",    "often",
    "olympic",  "omit",     "oral",     "orange",   "orbit",    "order",    "ordinary", "organize",
    "ounce",    "oven",     "overall",  "owner",    "paces",    "pacific",  "package",  "paid",
    "painting", "pajamas",  "pancake",  "pants",    "papa",     "paper",    "parcel",   "parking",
    "party",    "patent",   "patrol",   "payment",  "payroll",  "peaceful", "peanut",   "peasant",
    "pecan",    "penalty",  "pencil",   "percent",  "perfect",  "permit",   "petition", "phantom",
    "pharmacy", "photo",    "phrase",   "physics",  "pickup",   "picture",  "piece",    "pile",
    "pink",     "pipeline", "pistol",   "pitch",    "plains",   "plan",     "plastic",  "platform",
    "playoff",  "pleasure", "plot",     "plunge",   "practice", "prayer",   "preach",   "predator",
    "pregnant", "premium",  "prepare",  "presence", "prevent",  "priest",   "primary",  "priority",
    "prisoner", "privacy",  "prize",    "problem",  "process",  "profile",  "program",  "promise",
    "prospect", "provide",  "prune",    "public",   "pulse",    "pumps",    "punish",   "puny",
    "pupal",    "purchase", "purple",   "python",   "quantity", "quarter",  "quick",    "quiet",
    "race",     "racism",   "radar",    "railroad", "rainbow",  "raisin",   "random",   "ranked",
    "rapids",   "raspy",    "reaction", "realize",  "rebound",  "rebuild",  "recall",   "receiver",
    "recover",  "regret",   "regular",  "reject",   "relate",   "remember", "remind",   "remove",
    "render",   "repair",   "repeat",   "replace",  "require",  "rescue",   "research", "resident",
    "response", "result",   "retailer", "retreat",  "reunion",  "revenue",  "review",   "reward",
    "rhyme",    "rhythm",   "rich",     "rival",    "river",    "robin",    "rocky",    "romantic",
    "romp",     "roster",   "round",    "royal",    "ruin",     "ruler",    "rumor",    "sack",
    "safari",   "salary",   "salon",    "salt",     "satisfy",  "satoshi",  "saver",    "says",
    "scandal",  "scared",   "scatter",  "scene",    "scholar",  "science",  "scout",    "scramble",
    "screw",    "script",   "scroll",   "seafood",  "season",   "secret",   "security", "segment",
    "senior",   "shadow",   "shaft",    "shame",    "shaped",   "sharp",    "shelter",  "sheriff",
    "short",    "should",   "shrimp",   "sidewalk", "silent",   "silver",   "similar",  "simple",
    "single",   "sister",   "skin",     "skunk",    "slap",     "slavery",  "sled",     "slice",
    "slim",     "slow",     "slush",    "smart",    "smear",    "smell",    "smirk",    "smith",
    "smoking",  "smug",     "snake",    "snapshot", "sniff",    "society",  "software", "soldier",
    "solution", "soul",     "source",   "space",    "spark",    "speak",    "species",  "spelling",
    "spend",    "spew",     "spider",   "spill",    "spine",    "spirit",   "spit",     "spray",
    "sprinkle", "square",   "squeeze",  "stadium",  "staff",    "standard", "starting", "station",
    "stay",     "steady",   "step",     "stick",    "stilt",    "story",    "strategy", "strike",
    "style",    "subject",  "submit",   "sugar",    "suitable", "sunlight", "superior", "surface",
    "surprise", "survive",  "sweater",  "swimming", "swing",    "switch",   "symbolic", "sympathy",
    "syndrome", "system",   "tackle",   "tactics",  "tadpole",  "talent",   "task",     "taste",
    "taught",   "taxi",     "teacher",  "teammate", "teaspoon", "temple",   "tenant",   "tendency",
    "tension",  "terminal", "testify",  "texture",  "thank",    "that",     "theater",  "theory",
    "therapy",  "thorn",    "threaten", "thumb",    "thunder",  "ticket",   "tidy",     "timber",
    "timely",   "ting",     "tofu",     "together", "tolerate", "total",    "toxic",    "tracks",
    "traffic",  "training", "transfer", "trash",    "traveler", "treat",    "trend",    "trial",
    "tricycle", "trip",     "triumph",  "trouble",  "true",     "trust",    "twice",    "twin",
    "type",     "typical",  "ugly",     "ultimate", "umbrella", "uncover",  "undergo",  "unfair",
    "unfold",   "unhappy",  "union",    "universe", "unkind",   "unknown",  "unusual",  "unwrap",
    "upgrade",  "upstairs", "username", "usher",    "usual",    "valid",    "valuable", "vampire",
    "vanish",   "various",  "vegan",    "velvet",   "venture",  "verdict",  "verify",   "very",
    "veteran",  "vexed",    "victim",   "video",    "view",     "vintage",  "violence", "viral",
    "visitor",  "visual",   "vitamins", "vocal",    "voice",    "volume",   "voter",    "voting",
    "walnut",   "warmth",   "warn",     "watch",    "wavy",     "wealthy",  "weapon",   "webcam",
    "welcome",  "welfare",  "western",  "width",    "wildlife", "window",   "wine",     "wireless",
    "wisdom",   "withdraw", "wits",     "wolf",     "woman",    "work",     "worthy",   "wrap",
    "wrist",    "writing",  "wrote",    "year",     "yelp",     "yield",    "yoga",     "zero"};

// The letters of a word from the top of a machine word down, 0 behind them.
using Packed = std::uint64_t;
constexpr std::size_t kLeastTyped = 4;
constexpr unsigned kLetterBits = 8;

constexpr Packed letter_at(std::size_t place, char letter) {
  return static_cast<Packed>(static_cast<unsigned char>(letter))
         << (kLetterBits * (kWordMostLetters - 1 - place));
}
constexpr Packed packed(std::string_view word) {
  Packed letters = 0;
  for (std::size_t at = 0; at < word.size(); ++at) letters |= letter_at(at, word[at]);
  return letters;
}
constexpr std::array<Packed, kWordListSize> kPacked = [] {
  std::array<Packed, kWordListSize> all{};
  std::ranges::transform(kWords, all.begin(), packed);
  return all;
}();

// All ones if it is 0, for the optimiser no choice between two values.
Packed mask_if_zero(Packed value) {
  Packed mask = ((value | (Packed{0} - value)) >> 63U) - 1;
  asm volatile("" : "+r"(mask));
  return mask;
}

// The letter in lower case; what is no letter gives none.
char lower(char c) { return static_cast<char>(static_cast<unsigned char>(c) | 0x20U); }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

// How many mistakes lie between two words, counting two neighbours swapped as one (optimal string
// alignment).
constexpr std::size_t kMostTyped = 16;
constexpr unsigned kMostMistakes = 2;
unsigned mistakes(std::string_view typed, std::string_view word) {
  using Row = std::array<unsigned, kWordMostLetters + 1>;
  std::array<Row, kMostTyped + 1> rows{};
  for (unsigned at = 0; at <= word.size(); ++at) rows[0].at(at) = at;
  for (unsigned i = 1; i <= typed.size(); ++i) {
    rows.at(i)[0] = i;
    for (std::size_t j = 1; j <= word.size(); ++j) {
      const unsigned differs = lower(typed[i - 1]) == word[j - 1] ? 0 : 1;
      unsigned least = std::min(
          {rows.at(i - 1).at(j) + 1, rows.at(i).at(j - 1) + 1, rows.at(i - 1).at(j - 1) + differs});
      if (i > 1 && j > 1 && lower(typed[i - 1]) == word[j - 2] &&
          lower(typed[i - 2]) == word[j - 1])
        least = std::min(least, rows.at(i - 2).at(j - 2) + 1);
      rows.at(i).at(j) = least;
    }
  }
  return rows.at(typed.size()).at(word.size());
}

}  // namespace

std::size_t write_word(WordValue value, std::span<std::uint8_t> to) {
  Packed letters = 0;
  for (std::size_t at = 0; at < kWordListSize; ++at)
    letters |= kPacked.at(at) & mask_if_zero(at ^ value);
  std::size_t size = 0;
  for (std::size_t at = 0; at < kWordMostLetters; ++at) {
    to[at] = static_cast<std::uint8_t>(letters >> (kLetterBits * (kWordMostLetters - 1 - at)));
    size += to[at] != 0 ? 1 : 0;
  }
  return size;
}

std::optional<WordValue> find_word(std::string_view typed) {
  if (typed.size() < kLeastTyped || typed.size() > kWordMostLetters) return std::nullopt;
  if (!std::ranges::all_of(typed, is_letter)) return std::nullopt;
  Packed letters = 0;
  for (std::size_t at = 0; at < typed.size(); ++at) letters |= letter_at(at, lower(typed[at]));
  const Packed behind = typed.size() == kWordMostLetters ? 0 : ~Packed{0} >> (8 * typed.size());
  Packed found = 0;
  Packed value = 0;
  for (std::size_t at = 0; at < kWordListSize; ++at) {
    const Packed same = mask_if_zero((kPacked.at(at) ^ letters) & ~behind);
    found |= same;
    value |= same & at;
  }
  if (found == 0) return std::nullopt;
  return static_cast<WordValue>(value);
}

Result<SecretBytes> similar_words(std::string_view typed) {
  PYX_ASSIGN(SecretBytes words, SecretBytes::zeroed(kMostSimilar * (kWordMostLetters + 1)));
  const auto to = words.reveal_mutable(reveal());
  std::size_t written = 0;
  std::size_t found = 0;
  for (unsigned most = 1; most <= kMostMistakes && typed.size() <= kMostTyped; ++most) {
    for (const std::string_view word : kWords) {
      if (found == kMostSimilar || mistakes(typed, word) != most) continue;
      if (found++ > 0) to[written++] = ' ';
      std::ranges::copy(word, to.begin() + static_cast<std::ptrdiff_t>(written));
      written += word.size();
    }
  }
  words.shrink(written);
  return words;
}

}  // namespace pyx::shares
