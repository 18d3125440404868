#include "ceremony/transcript/signature_check.h"

#include "tests/ceremony/transcript/ceremony_record.h"

namespace pyx::ceremony::transcript {
namespace signature_check_test {

using pyx::testing::CeremonyRecord;
using pyx::testing::must;
using ::testing::ElementsAre;

class Signed : public ::testing::Test {
 protected:
  Signed() {
    room_.open();
    room_.opening();
  }
  // The kind of the first fault, or nothing.
  std::string fault() const {
    const SignatureCheck check = check_signatures(room_.writer->transcript());
    return check.fault ? std::string(to_text(check.fault->kind)) : "";
  }
  // Of a transcript in which something was changed by hand.
  static std::string fault_in(const Transcript& transcript) {
    const SignatureCheck check = check_signatures(transcript);
    return check.fault ? std::string(to_text(check.fault->kind)) : "";
  }
  // As a forger writes it down, with everything hashed anew.
  static Transcript hashed_anew(Transcript transcript) {
    custody::MerkleEdge edge;
    transcript.roots = {edge.root()};
    for (std::size_t i = 0; i < transcript.entries.size(); ++i) {
      transcript.entries[i].number = i;
      edge.append(custody::leaf_hash(entry_leaf(transcript.entries[i])));
      transcript.roots.push_back(edge.root());
    }
    return transcript;
  }
  CeremonyRecord room_;
};

TEST_F(Signed, IsGoodWithEverybodysSignature) {
  EXPECT_EQ(fault(), "");
  const SignatureCheck check = check_signatures(room_.writer->transcript());
  EXPECT_EQ(check.signatures, 8U);
  EXPECT_THAT(check.roster.present(), ElementsAre("olga", "alice", "bob", "carol", "dave"));
}

TEST_F(Signed, WithoutOneOfThoseInTheRoomIsUnsigned) {
  room_.sign(Kind::kSection, {{"section", "work"}}, {"olga", "alice", "bob", "dave"});
  EXPECT_EQ(fault(), "unsigned");
}

TEST_F(Signed, BySomebodyWhoLeftIsByAStranger) {
  room_.put(Kind::kLeft, {{"person", "carol"}});
  room_.sign(Kind::kSection, {{"section", "work"}}, room_.present);
  EXPECT_EQ(fault(), "stranger");
}

TEST_F(Signed, ByAnotherThanWhoInitialsIsByAStranger) {
  room_.sign(Kind::kInitialled, {{"step", "digests"}, {"person", "dave"}}, {"alice"});
  EXPECT_EQ(fault(), "stranger");
}

TEST_F(Signed, ByAKeyThatNobodyHasIsByAStranger) {
  const pyx::testing::TestKey stranger(KeyType::kEd25519);
  const Draft draft = must(room_.writer->draft(Kind::kSection, {{"section", "work"}}));
  auto envelopes = room_.envelopes(room_.present, draft.statement);
  envelopes.push_back(pyx::testing::envelope_by({&stranger}, draft.statement));
  must(room_.writer->append_signed(draft, envelopes));
  EXPECT_EQ(fault(), "stranger");
}

TEST_F(Signed, WithASignatureThatDoesNotVerifyIsNamed) {
  const Draft draft = must(room_.writer->draft(Kind::kSection, {{"section", "work"}}));
  auto envelopes = room_.envelopes(room_.present, draft.statement);
  envelopes[0].signatures[0].signature = envelopes[1].signatures[0].signature;
  must(room_.writer->append_signed(draft, envelopes));
  EXPECT_EQ(fault(), "signature");
}

TEST_F(Signed, DeviationsBySomeOfTheirSigners) {
  room_.put(Kind::kDeviation, {{"deviation", "1"},
                               {"class", "other"},
                               {"severity", "minor"},
                               {"signers", "alice dave"},
                               {"text", "the lamp went out"}});
  room_.sign(Kind::kDeviationSigned, {{"deviation", "1"}}, {"dave"});
  EXPECT_EQ(fault(), "");
  room_.sign(Kind::kDeviationSigned, {{"deviation", "1"}}, {"olga"});
  EXPECT_EQ(fault(), "stranger");
}

TEST_F(Signed, WithAnEntryTakenOutIsAltered) {
  Transcript transcript = room_.writer->transcript();
  transcript.entries.erase(transcript.entries.begin() + 6);  // the preflight
  EXPECT_EQ(fault_in(hashed_anew(transcript)), "altered");
}

TEST_F(Signed, WithAnEntryPutInIsAltered) {
  Transcript transcript = room_.writer->transcript();
  const Entry note =
      make_entry(6, transcript.entries[6].time, Kind::kNote, {{"text", "x"}}).value();
  transcript.entries.insert(transcript.entries.begin() + 6, note);
  EXPECT_EQ(fault_in(hashed_anew(transcript)), "altered");
}

TEST_F(Signed, WithTwoEntriesThatChangedPlacesIsAltered) {
  Transcript transcript = room_.writer->transcript();
  std::swap(transcript.entries[8], transcript.entries[9]);
  EXPECT_EQ(fault_in(hashed_anew(transcript)), "altered");
}

TEST_F(Signed, WithItsOwnTimeChangedIsAltered) {
  Transcript transcript = room_.writer->transcript();
  transcript.entries.back().time += Duration(1);
  EXPECT_EQ(fault_in(hashed_anew(transcript)), "altered");
}

TEST_F(Signed, InARehearsalIsNothingReal) {
  Transcript transcript = room_.writer->transcript();
  transcript.header.mode = Mode::kRehearsal;
  EXPECT_EQ(fault_in(transcript), "mode");
}

TEST_F(Signed, InAnotherCeremonyIsSpliced) {
  CeremonyRecord other;
  other.vault.people = room_.vault.people;
  other.open();
  other.opening();
  Transcript transcript = room_.writer->transcript();
  transcript.entries.back() = other.writer->transcript().entries.back();
  EXPECT_EQ(fault_in(hashed_anew(transcript)), "spliced");
}

TEST_F(Signed, SomethingElseIsNoSignature) {
  const Draft draft = must(room_.writer->draft(Kind::kSection, {{"section", "work"}}));
  must(room_.writer->append_signed(draft, room_.envelopes(room_.present, draft.statement)));
  Transcript transcript = room_.writer->transcript();
  const Bytes other = to_bytes("{}");
  const auto all = must(joined(room_.envelopes(room_.present, other)));
  std::get<OpenField>(transcript.entries.back().fields.at("signatures")).value =
      custody::to_text(all);
  EXPECT_EQ(fault_in(hashed_anew(transcript)), "signature");
}

}  // namespace signature_check_test
}  // namespace pyx::ceremony::transcript
