#include "base/pgp_words.h"

#include <algorithm>
#include <array>

namespace pyx {
namespace {

// The list of P. Juola and P. Zimmermann (PGPfone, 1996), in the order of the byte. The names of
// places and people are in lower case too: they are for reading aloud.
using Words = std::array<std::string_view, 256>;
constexpr Words kTwoSyllables = {
    "aardvark",  "absurd",    "accrue",    "acme",      "adrift",    "adult",     "afflict",
    "ahead",     "aimless",   "algol",     "allow",     "alone",     "ammo",      "ancient",
    "apple",     "artist",    "assume",    "athens",    "atlas",     "aztec",     "baboon",
    "backfield", "backward",  "banjo",     "beaming",   "bedlamp",   "beehive",   "beeswax",
    "befriend",  "belfast",   "berserk",   "billiard",  "bison",     "blackjack", "blockade",
    "blowtorch", "bluebird",  "bombast",   "bookshelf", "brackish",  "breadline", "breakup",
    "brickyard", "briefcase", "burbank",   "button",    "buzzard",   "cement",    "chairlift",
    "chatter",   "checkup",   "chisel",    "choking",   "chopper",   "christmas", "clamshell",
    "classic",   "classroom", "cleanup",   "clockwork", "cobra",     "commence",  "concert",
    "cowbell",   "crackdown", "cranky",    "crowfoot",  "crucial",   "crumpled",  "crusade",
    "cubic",     "dashboard", "deadbolt",  "deckhand",  "dogsled",   "dragnet",   "drainage",
    "dreadful",  "drifter",   "dropper",   "drumbeat",  "drunken",   "dupont",    "dwelling",
    "eating",    "edict",     "egghead",   "eightball", "endorse",   "endow",     "enlist",
    "erase",     "escape",    "exceed",    "eyeglass",  "eyetooth",  "facial",    "fallout",
    "flagpole",  "flatfoot",  "flytrap",   "fracture",  "framework", "freedom",   "frighten",
    "gazelle",   "geiger",    "glitter",   "glucose",   "goggles",   "goldfish",  "gremlin",
    "guidance",  "hamlet",    "highchair", "hockey",    "indoors",   "indulge",   "inverse",
    "involve",   "island",    "jawbone",   "keyboard",  "kickoff",   "kiwi",      "klaxon",
    "locale",    "lockup",    "merit",     "minnow",    "miser",     "mohawk",    "mural",
    "music",     "necklace",  "neptune",   "newborn",   "nightbird", "oakland",   "obtuse",
    "offload",   "optic",     "orca",      "payday",    "peachy",    "pheasant",  "physique",
    "playhouse", "pluto",     "preclude",  "prefer",    "preshrunk", "printer",   "prowler",
    "pupil",     "puppy",     "python",    "quadrant",  "quiver",    "quota",     "ragtime",
    "ratchet",   "rebirth",   "reform",    "regain",    "reindeer",  "rematch",   "repay",
    "retouch",   "revenge",   "reward",    "rhythm",    "ribcage",   "ringbolt",  "robust",
    "rocker",    "ruffled",   "sailboat",  "sawdust",   "scallion",  "scenic",    "scorecard",
    "scotland",  "seabird",   "select",    "sentence",  "shadow",    "shamrock",  "showgirl",
    "skullcap",  "skydive",   "slingshot", "slowdown",  "snapline",  "snapshot",  "snowcap",
    "snowslide", "solo",      "southward", "soybean",   "spaniel",   "spearhead", "spellbind",
    "spheroid",  "spigot",    "spindle",   "spyglass",  "stagehand", "stagnate",  "stairway",
    "standard",  "stapler",   "steamship", "sterling",  "stockman",  "stopwatch", "stormy",
    "sugar",     "surmount",  "suspense",  "sweatband", "swelter",   "tactics",   "talon",
    "tapeworm",  "tempest",   "tiger",     "tissue",    "tonic",     "topmost",   "tracker",
    "transit",   "trauma",    "treadmill", "trojan",    "trouble",   "tumor",     "tunnel",
    "tycoon",    "uncut",     "unearth",   "unwind",    "uproot",    "upset",     "upshot",
    "vapor",     "village",   "virus",     "vulcan",    "waffle",    "wallet",    "watchword",
    "wayside",   "willow",    "woodlark",  "zulu"};
constexpr Words kThreeSyllables = {
    "adroitness",  "adviser",     "aftermath",   "aggregate",   "alkali",     "almighty",
    "amulet",      "amusement",   "antenna",     "applicant",   "apollo",     "armistice",
    "article",     "asteroid",    "atlantic",    "atmosphere",  "autopsy",    "babylon",
    "backwater",   "barbecue",    "belowground", "bifocals",    "bodyguard",  "bookseller",
    "borderline",  "bottomless",  "bradbury",    "bravado",     "brazilian",  "breakaway",
    "burlington",  "businessman", "butterfat",   "camelot",     "candidate",  "cannonball",
    "capricorn",   "caravan",     "caretaker",   "celebrate",   "cellulose",  "certify",
    "chambermaid", "cherokee",    "chicago",     "clergyman",   "coherence",  "combustion",
    "commando",    "company",     "component",   "concurrent",  "confidence", "conformist",
    "congregate",  "consensus",   "consulting",  "corporate",   "corrosion",  "councilman",
    "crossover",   "crucifix",    "cumbersome",  "customer",    "dakota",     "decadence",
    "december",    "decimal",     "designing",   "detector",    "detergent",  "determine",
    "dictator",    "dinosaur",    "direction",   "disable",     "disbelief",  "disruptive",
    "distortion",  "document",    "embezzle",    "enchanting",  "enrollment", "enterprise",
    "equation",    "equipment",   "escapade",    "eskimo",      "everyday",   "examine",
    "existence",   "exodus",      "fascinate",   "filament",    "finicky",    "forever",
    "fortitude",   "frequency",   "gadgetry",    "galveston",   "getaway",    "glossary",
    "gossamer",    "graduate",    "gravity",     "guitarist",   "hamburger",  "hamilton",
    "handiwork",   "hazardous",   "headwaters",  "hemisphere",  "hesitate",   "hideaway",
    "holiness",    "hurricane",   "hydraulic",   "impartial",   "impetus",    "inception",
    "indigo",      "inertia",     "infancy",     "inferno",     "informant",  "insincere",
    "insurgent",   "integrate",   "intention",   "inventive",   "istanbul",   "jamaica",
    "jupiter",     "leprosy",     "letterhead",  "liberty",     "maritime",   "matchmaker",
    "maverick",    "medusa",      "megaton",     "microscope",  "microwave",  "midsummer",
    "millionaire", "miracle",     "misnomer",    "molasses",    "molecule",   "montana",
    "monument",    "mosquito",    "narrative",   "nebula",      "newsletter", "norwegian",
    "october",     "ohio",        "onlooker",    "opulent",     "orlando",    "outfielder",
    "pacific",     "pandemic",    "pandora",     "paperweight", "paragon",    "paragraph",
    "paramount",   "passenger",   "pedigree",    "pegasus",     "penetrate",  "perceptive",
    "performance", "pharmacy",    "phonetic",    "photograph",  "pioneer",    "pocketful",
    "politeness",  "positive",    "potato",      "processor",   "provincial", "proximate",
    "puberty",     "publisher",   "pyramid",     "quantity",    "racketeer",  "rebellion",
    "recipe",      "recover",     "repellent",   "replica",     "reproduce",  "resistor",
    "responsive",  "retraction",  "retrieval",   "retrospect",  "revenue",    "revival",
    "revolver",    "sandalwood",  "sardonic",    "saturday",    "savagery",   "scavenger",
    "sensation",   "sociable",    "souvenir",    "specialist",  "speculate",  "stethoscope",
    "stupendous",  "supportive",  "surrender",   "suspicious",  "sympathy",   "tambourine",
    "telephone",   "therapist",   "tobacco",     "tolerance",   "tomorrow",   "torpedo",
    "tradition",   "travesty",    "trombonist",  "truncated",   "typewriter", "ultimate",
    "undaunted",   "underfoot",   "unicorn",     "unify",       "universe",   "unravel",
    "upcoming",    "vacancy",     "vagabond",    "vertigo",     "virginia",   "visitor",
    "vocalist",    "voyager",     "warranty",    "waterloo",    "whimsical",  "wichita",
    "wilmington",  "wyoming",     "yesteryear",  "yucatan"};

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kMostShownBytes = 32;

const Words& words_at(std::size_t position) {
  return position % 2 == 0 ? kTwoSyllables : kThreeSyllables;
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lowered;
}

// As a person counts: the first word is word 1.
Error wrong_word(std::string_view word, std::size_t position) {
  std::string shown(word.substr(0, kMostShownBytes));
  std::ranges::replace_if(
      shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  const Words& others = words_at(position + 1);
  const bool misplaced = std::ranges::find(others, lower(word)) != others.end();
  return error(Code::kBadInput,
               "word " + std::to_string(position + 1) + ", \"" + shown + "\", " +
                   (misplaced ? "has the wrong number of syllables for its place: a word before it "
                                "is missing or doubled"
                              : "is not in the PGP word list"));
}

}  // namespace

std::string to_pgp_words(ByteView bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) text += ' ';
    text += words_at(i)[bytes[i]];
  }
  return text;
}

Result<Bytes> from_pgp_words(std::string_view words) {
  Bytes bytes;
  for (;;) {
    const std::size_t begin = words.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) break;
    words.remove_prefix(begin);
    const std::string_view word = words.substr(0, words.find_first_of(kSpace));
    words.remove_prefix(word.size());
    const Words& list = words_at(bytes.size());
    const auto* const found = std::ranges::find(list, lower(word));
    if (found == list.end()) return wrong_word(word, bytes.size());
    bytes.push_back(static_cast<std::uint8_t>(found - list.begin()));
  }
  if (bytes.empty()) return error(Code::kBadInput, "there are no words");
  return bytes;
}

}  // namespace pyx
