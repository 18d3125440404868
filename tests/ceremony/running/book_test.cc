#include "ceremony/running/book.h"

#include <gmock/gmock.h>

#include "ceremony/running/opening.h"
#include "ceremony/transcript/bundle.h"
#include "tests/ceremony/running/small_ceremony.h"
#include "tests/matchers.h"

namespace pyx::ceremony::running {
namespace book_test {

using pyx::testing::FailsWith;
using pyx::testing::IsOk;
using testing::Recorder;
using testing::SmallCeremony;
using transcript::Kind;

class BookInTheMiddle : public ::testing::Test {
 protected:
  void SetUp() override {
    Recorder guide;
    guide.stops_at = "step.inspect";
    ASSERT_THAT(room_.hold(guide), FailsWith(Code::kAskPerson));
    auto at = read_plan_at_site(room_.ask().plan, Judged::kNo);
    ASSERT_THAT(at, IsOk());
    at_ = std::move(at).value();
  }
  Result<Book> again() { return reopen_book(at_, room_.bundle(), room_.context()); }

  SmallCeremony room_;
  PlanAtSite at_;
};

TEST_F(BookInTheMiddle, StandsWhereItsEntriesLeaveIt) {
  const auto book = again();
  ASSERT_THAT(book, IsOk());
  EXPECT_EQ(book->standing().next()->id, "inspect");
  EXPECT_TRUE(book->model().state().digests_read);
  EXPECT_EQ(book->standing().last(), Kind::kCrash);
}

TEST_F(BookInTheMiddle, AnEntryIsOnDiskAndMovesWhatFollowsFromIt) {
  auto book = again();
  ASSERT_THAT(book, IsOk());
  ASSERT_THAT(book->entry(Kind::kLeft, {{"person", "carol"}}), IsOk());
  EXPECT_FALSE(book->standing().is_present("carol"));
  EXPECT_FALSE(book->model().state().people.at("carol").present);
  EXPECT_EQ(room_.entries().back(), "left carol");
}

TEST_F(BookInTheMiddle, WhatTheModelRefusesIsABugOfWhoeverWroteIt) {
  auto book = again();
  ASSERT_THAT(book, IsOk());
  EXPECT_THAT(book->entry(Kind::kStepBegun, {{"step", "inspect"}, {"people", "wanda"}}),
              FailsWith(Code::kBug));
}

TEST_F(BookInTheMiddle, AnOutputIsKeptBesideItsEntry) {
  auto book = again();
  ASSERT_THAT(book, IsOk());
  ASSERT_THAT(book->output("a look", as_bytes("shown")), IsOk());
  EXPECT_TRUE(
      std::filesystem::exists(transcript::output_path(room_.bundle(), sha256(as_bytes("shown")))));
  EXPECT_EQ(room_.entries().back(), "output a look");
}

}  // namespace book_test
}  // namespace pyx::ceremony::running
