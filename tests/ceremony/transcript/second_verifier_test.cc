// Two verifiers, written apart, say the same of every bundle: of good ones, and of each that is
// made by changing a good one systematically.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/file.h"
#include "base/json.h"
#include "ceremony/transcript/redact.h"
#include "ceremony/transcript/verify.h"
#include "custody/evidence/merkle.h"
#include "tests/ceremony/transcript/ceremony_record.h"

namespace pyx::ceremony::transcript {
namespace second_verifier_test {

namespace fs = std::filesystem;
using pyx::testing::CeremonyRecord;
using pyx::testing::must;

// "clean", or the faults in order: "altered@17".
std::string words_of(const CeremonyReport& report) {
  std::string words(to_text(report.verdict));
  for (const Fault& fault : report.faults) {
    words += " " + std::string(to_text(fault.kind));
    if (fault.entry) words += "@" + std::to_string(*fault.entry);
  }
  return words + (report.authenticated ? " authenticated" : "");
}

std::string words_of(const json::value& line) {
  const json::object& said = line.as_object();
  std::string words(said.at("verdict").as_string());
  for (const json::value& fault : said.at("faults").as_array()) {
    words += " " + std::string(fault.as_array().at(0).as_string());
    if (fault.as_array().at(1).is_int64())
      words += "@" + std::to_string(fault.as_array().at(1).as_int64());
  }
  return words + (said.at("authenticated").as_bool() ? " authenticated" : "");
}

// Folders of bundles, and what each verifier says of them.
class TwoVerifiers : public ::testing::Test {
 protected:
  // A bundle beside another one, which it shares everything with but the transcript.
  fs::path beside(const CeremonyRecord& room, const std::string& text) {
    const fs::path folder = temp_.path() / std::to_string(folders_.size());
    fs::create_directory(folder);
    for (const std::string_view name : {kPlanFile, kSiteFile, kLogFolder, kOutputsFolder})
      if (fs::exists(room.bundle() / name)) fs::create_symlink(room.bundle() / name, folder / name);
    std::ofstream(folder / kTranscriptFile, std::ios::binary) << text;
    folders_.push_back(folder);
    return folder;
  }
  std::vector<std::string> second(const std::string& flags,
                                  const std::vector<fs::path>& folders) const {
    const fs::path out = temp_.path() / "out";
    std::string line =
        "python3 -B '" PYX_SOURCE_DIR "/tests/independent/ceremony_verify.py' " + flags;
    for (const fs::path& folder : folders) line += " '" + folder.string() + "'";
    line += " >'" + out.string() + "'";
    EXPECT_LT(std::system(line.c_str()) >> 8, 6) << line;
    std::ifstream results(out);
    std::vector<std::string> said;
    for (std::string one; std::getline(results, one);)
      said.push_back(words_of(must(json::parse(one))));
    EXPECT_EQ(said.size(), folders.size());
    return said;
  }
  // What both say of one bundle.
  std::string both(const fs::path& folder, const Trust& trust = {}) const {
    std::string flags = trust.mode == Mode::kRehearsal ? "--rehearsal" : "";
    if (trust.root) flags += " --root " + to_hex(*trust.root);
    const std::string first = words_of(must(verify_bundle(folder, trust)));
    EXPECT_EQ(second(flags, {folder}).front(), first);
    return first;
  }
  // Of all that beside() has made; how many are acceptable.
  std::size_t agree_on_all() const {
    const std::vector<std::string> said = second("", folders_);
    std::size_t acceptable = 0;
    for (std::size_t i = 0; i < std::min(said.size(), folders_.size()); ++i) {
      const CeremonyReport report = must(verify_bundle(folders_[i], {}));
      EXPECT_EQ(said[i], words_of(report)) << folders_[i] << " " << names_[i];
      if (report.verdict != Verdict::kNotAcceptable) ++acceptable;
    }
    return acceptable;
  }
  void change(const CeremonyRecord& room, std::string name, const std::string& text) {
    beside(room, text);
    names_.push_back(std::move(name));
  }
  const pyx::testing::TempFolder temp_;
  std::vector<fs::path> folders_;
  std::vector<std::string> names_;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = text.find('\n', from);
    lines.push_back(text.substr(from, end - from + 1));
    from = end + 1;
  }
  return lines;
}
std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}
// As whoever tampers would do it: numbers count again.
std::string renumbered(std::vector<std::string> lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t end = lines[i].find(',');
    lines[i] = "{\"n\":" + std::to_string(i) + lines[i].substr(end);
  }
  return text_of(lines);
}

TEST_F(TwoVerifiers, SayTheSameOfGoodBundles) {
  CeremonyRecord room;
  room.whole();
  const Trust trust{Mode::kReal, room.vault.books().vault, {}};
  EXPECT_EQ(both(room.bundle(), trust), "clean authenticated");
  EXPECT_EQ(both(room.bundle()), "clean");
  for (const Level level : {Level::kPublic, Level::kRestricted}) {
    const fs::path copy = room.beside(to_text(level));
    must(redact(room.bundle(), copy, level));
    EXPECT_EQ(both(copy, trust), "clean authenticated");
  }
}

TEST_F(TwoVerifiers, SayTheSameOfARehearsal) {
  CeremonyRecord room(Mode::kRehearsal);
  room.whole();
  EXPECT_EQ(both(room.bundle(), {Mode::kRehearsal, {}, {}}), "clean");
  EXPECT_EQ(both(room.bundle()), "not acceptable mode");
}

TEST_F(TwoVerifiers, SayTheSameOfACeremonyThatDidNotGoAsPlanned) {
  CeremonyRecord room;
  room.open();
  room.opening();
  room.put(Kind::kIntermission, {{"reason", "night"}});
  room.crash("{\"n\":");
  room.put(Kind::kReturned, {{"people", "olga alice bob carol dave"}});
  room.put(Kind::kIdentified, {{"people", "alice dave"}, {"who", "olga alice bob carol dave"}});
  room.put(Kind::kDigestRead, {{"what", "plan"},
                               {"digest", to_hex(room.writer->transcript().header.plan)},
                               {"people", "olga dave"}});
  room.put(Kind::kDeviation, {{"deviation", "1"},
                              {"class", "equipment"},
                              {"severity", "major"},
                              {"signers", "dave alice"},
                              {"text", "the printer is out of ink; \"later\" \\ \xc3\xa9"}});
  room.sign(Kind::kDeviationSigned, {{"deviation", "1"}}, {"alice"});
  room.sign(Kind::kDeviationSigned, {{"deviation", "1"}}, {"dave"});
  room.begin("look", "olga dave");
  room.crash();
  room.put(Kind::kReconciled, {{"step", "look"},
                               {"finding", "unknown"},
                               {"decision", "again"},
                               {"people", "olga dave"},
                               {"text", "asked"}});
  room.sign(Kind::kObjection, {{"person", "carol"}, {"text", "too fast"}}, {"carol"});
  room.work();
  room.closing();
  room.end();
  EXPECT_EQ(both(room.bundle()), "clean with deviations");
}

TEST_F(TwoVerifiers, SayTheSameOfLinesThatAreGoneTwiceOrElsewhere) {
  CeremonyRecord room;
  room.whole();
  const std::vector<std::string> lines = lines_of(room.text());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string at = std::to_string(i);
    std::vector<std::string> some = lines;
    some.erase(some.begin() + static_cast<std::ptrdiff_t>(i));
    change(room, "dropped " + at, text_of(some));
    change(room, "dropped and renumbered " + at, renumbered(some));
    some = lines;
    some.insert(some.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    change(room, "twice " + at, text_of(some));
    if (i + 1 < lines.size()) {
      some = lines;
      std::swap(some[i], some[i + 1]);
      change(room, "swapped " + at, text_of(some));
      change(room, "swapped and renumbered " + at, renumbered(some));
      some.assign(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(i + 1));
      change(room, "cut after " + at, text_of(some));
    }
  }
  change(room, "torn", room.text().substr(0, room.text().size() - 1));
  change(room, "more", room.text() + "x");
  change(room, "nothing", "");
  EXPECT_EQ(agree_on_all(), 0U);
}

// One bit of each line, in bytes of every kind: of the frame, numbers, times, salts, values,
// payloads and signatures.
TEST_F(TwoVerifiers, SayTheSameOfFlippedBits) {
  CeremonyRecord room;
  room.whole();
  const std::vector<std::string> lines = lines_of(room.text());
  std::mt19937 random(20261123);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t part = 0; part < 7; ++part) {
      const std::size_t from = lines[i].size() * part / 7;
      const std::size_t at = from + random() % (lines[i].size() / 7);
      std::vector<std::string> some = lines;
      some[i][at] = static_cast<char>(some[i][at] ^ (1 << random() % 8));
      change(room, "line " + std::to_string(i) + " byte " + std::to_string(at), text_of(some));
    }
  }
  EXPECT_EQ(agree_on_all(), 0U);
}

TEST_F(TwoVerifiers, SayTheSameOfLinesFromAnotherCeremony) {
  CeremonyRecord room;
  CeremonyRecord other;
  other.vault.people = room.vault.people;
  for (CeremonyRecord* one : {&room, &other}) {
    one->open();
    one->opening();
    one->end("abandoned");
  }
  const std::vector<std::string> lines = lines_of(room.text());
  const std::vector<std::string> others = lines_of(other.text());
  ASSERT_EQ(lines.size(), others.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::vector<std::string> some = lines;
    some[i] = others[i];
    change(room, "line " + std::to_string(i), text_of(some));
    std::copy(others.begin() + static_cast<std::ptrdiff_t>(i), others.end(),
              some.begin() + static_cast<std::ptrdiff_t>(i));
    if (i > 0) change(room, "from line " + std::to_string(i), text_of(some));
  }
  EXPECT_EQ(agree_on_all(), 0U);
}

// Signed by whoever had to, and wrong all the same.
TEST_F(TwoVerifiers, SayTheSameOfWhatShouldNotHaveBeenDone) {
  const auto record = [](const std::function<void(CeremonyRecord&)>& happens) {
    auto room = std::make_unique<CeremonyRecord>();
    room->open();
    room->opening();
    happens(*room);
    return room;
  };
  const auto said_of = [&](const std::function<void(CeremonyRecord&)>& happens) {
    const auto room = record(happens);
    if (!room->writer->ended()) {
      room->work();
      room->closing();
      room->end();
    }
    std::string said = both(room->bundle());
    const std::size_t at = said.find('@');
    return said.substr(std::string_view("not acceptable ").size(), at - 15);
  };
  EXPECT_EQ(said_of([](auto& room) {
              room.sign(Kind::kSection, {{"section", "work"}}, {"olga", "dave"});
            }),
            "unsigned");
  EXPECT_EQ(said_of([](auto& room) {
              room.sign(Kind::kInitialled, {{"step", "digests"}, {"person", "dave"}}, {"alice"});
            }),
            "stranger");
  EXPECT_EQ(said_of([](auto& room) { room.begin("make", "olga"); }), "order");
  EXPECT_EQ(said_of([](auto& room) { room.step("look", "olga dave"); }), "order");
  EXPECT_EQ(said_of([](auto& room) { room.end("completed"); }), "order");
  EXPECT_EQ(said_of([](auto& room) {
              room.put(Kind::kArrived, {{"person", "dave"}});
            }),
            "presence");
  EXPECT_EQ(said_of([](auto& room) { room.put(Kind::kLeft, {{"person", "erin"}}); }), "person");
  EXPECT_EQ(said_of([](auto& room) {
              room.put(Kind::kReturned, {{"people", "olga"}});
            }),
            "section");
  EXPECT_EQ(said_of([](auto& room) {
              room.put(
                  Kind::kDigestRead,
                  {{"what", "site"}, {"digest", std::string(64, 'a')}, {"people", "olga dave"}});
            }),
            "site");
  EXPECT_EQ(said_of([](auto& room) {
              room.put(Kind::kDeviation, {{"deviation", "1"},
                                          {"class", "other"},
                                          {"severity", "minor"},
                                          {"signers", "dave"},
                                          {"text", "x"}});
            }),
            "deviation");
  EXPECT_EQ(said_of([](auto& room) {
              room.begin("look", "olga dave");
              room.crash();
            }),
            "crash");
  EXPECT_EQ(said_of([](auto& room) {
              const Time off = room.vault.clock.now() + std::chrono::minutes(3);
              room.put(Kind::kClock, {{"person", "dave"}, {"watch", to_rfc3339(off)}});
            }),
            "time");
}

// A freeze is no act: an entry of its own says which leaf of the log it is.
class FreezesOfTwoVerifiers : public TwoVerifiers {
 protected:
  // What both say of a ceremony with a freeze by alice of minting, and this in place of its entry.
  std::string said_of(const std::function<void(CeremonyRecord&, Values)>& writes) {
    CeremonyRecord room;
    const std::string make = "[[step]]\nid = \"make\"\n";
    room.plan.insert(room.plan.find(make),
                     "[[step]]\nid = \"freeze\"\nsection = \"work\"\ntitle = \"Frozen\"\nwho = "
                     "[\"security-officer\"]\ndo = \"freeze\"\nwith = { target = \"minting\" "
                     "}\nminutes = 5\n\n");
    room.before_making = [&] {
      room.begin("freeze", "alice");
      const Sha256 id = room.vault.frozen(custody::FreezeMinting{}, "alice");
      const std::size_t leaf = room.vault.leaves().size() - 1;
      writes(room, {{"freeze", to_hex(id)},
                    {"leaf", std::to_string(leaf)},
                    {"leaf_hash", to_hex(custody::leaf_hash(room.vault.leaves().at(leaf)))},
                    {"person", "alice"},
                    {"target", "minting"},
                    {"vault", to_hex(room.vault.books().vault)}});
      room.finish("freeze");
    };
    room.whole();
    const std::string said = both(room.bundle());
    return said.substr(0, said.find('@'));
  }
  std::string said_with(const std::string& field, const std::string& value) {
    return said_of([&](CeremonyRecord& room, Values values) {
      values[field] = value;
      room.put(Kind::kFrozen, values);
    });
  }
};

TEST_F(FreezesOfTwoVerifiers, AreLeavesOfTheLog) {
  EXPECT_EQ(said_with("target", "minting"), "clean");
  EXPECT_EQ(said_with("target", "all"), "not acceptable act");
  EXPECT_EQ(said_with("person", "bob"), "not acceptable act");
  EXPECT_EQ(said_with("freeze", std::string(64, 'a')), "not acceptable act");
  EXPECT_EQ(said_with("leaf_hash", std::string(64, 'a')), "not acceptable act");
  EXPECT_EQ(said_with("leaf", "0"), "not acceptable act");
  EXPECT_EQ(said_with("leaf", "4711"), "not acceptable act");
  EXPECT_EQ(said_with("vault", std::string(64, 'a')), "not acceptable log");
}

TEST_F(FreezesOfTwoVerifiers, AreMissedIfTheirStepLeavesNone) {
  EXPECT_EQ(said_of([](CeremonyRecord&, const Values&) {}), "not acceptable order");
  EXPECT_EQ(said_of([](CeremonyRecord& room, const Values& values) {
              room.put(Kind::kFrozen, values);
              room.put(Kind::kFrozen, values);
            }),
            "clean");
}

TEST_F(TwoVerifiers, SayTheSameOfOtherFilesThanTheTranscript) {
  const auto said_of = [&](const std::function<void(const fs::path&)>& happens) {
    CeremonyRecord room;
    room.whole();
    happens(room.bundle());
    return both(room.bundle());
  };
  const auto put = [](const fs::path& file, std::string_view text) {
    std::ofstream(file, std::ios::binary) << text;
  };
  EXPECT_EQ(said_of([&](const fs::path& at) { put(at / kPlanFile, "x = 1\n"); }),
            "not acceptable plan");
  EXPECT_EQ(said_of([&](const fs::path& at) { put(at / kSiteFile, "x = 1\n"); }),
            "not acceptable site");
  EXPECT_EQ(said_of([&](const fs::path& at) { fs::remove(at / kSiteFile); }), "clean");
  EXPECT_EQ(said_of([&](const fs::path& at) { fs::remove_all(at / kLogFolder); }),
            "not acceptable log");
  EXPECT_EQ(said_of([&](const fs::path& at) { put(at / "log/checkpoint", "x\n"); }),
            "not acceptable log");
  EXPECT_EQ(said_of([&](const fs::path& at) { fs::remove_all(at / "log/tile/entries"); }),
            "not acceptable log");
}

}  // namespace second_verifier_test
}  // namespace pyx::ceremony::transcript
