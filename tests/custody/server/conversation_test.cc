// What a conversation does with bytes, without a socket; with one: connection_test.cc.
#include "custody/server/conversation.h"

#include "custody/server/problem.h"
#include "tests/custody/server/api_fixture.h"
#include "tests/custody/server/somebody.h"

namespace pyx::server {
namespace conversation_test {

using pyx::testing::ApiFixture;
using pyx::testing::Somebody;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kGet = "GET /livez HTTP/1.1\r\nHost: pyxd\r\n\r\n";
constexpr std::string_view kSlowGet = "GET /v1/vault HTTP/1.1\r\nHost: pyxd\r\n\r\n";

class ConversationTest : public ApiFixture {
 protected:
  ConversationTest() {
    EXPECT_EQ(places_.enter(&place_), nullptr);
    places_.shaken(&place_);
    talk_.introduce(custody::ClientIdentity{"urn:pyx:test:mint", sha256("mint")});
  }
  std::string post_head(const std::string& fields) const {
    return "POST /v1/keys/" + vault.key().text() + "/sign HTTP/1.1\r\nHost: pyxd\r\n" + fields +
           "\r\n";
  }
  void answer(std::uint64_t number, std::string body) {
    Response response;
    response.status = 200;
    response.content_type = "text/plain";
    response.body = std::move(body);
    talk_.answer(number, std::move(response));
  }
  std::string take() {
    std::string wire = "what was sent before";
    talk_.take_ready(wire);
    return wire;
  }

  ServerLimits limits_;
  Places places_{limits_};
  Somebody place_;
  std::vector<std::uint64_t> asked_;  // the numbers of what went to the handlers
  // What the handlers answer is dropped: each test answers for itself.
  Conversation talk_{&place_, service, places_, limits_, [this](std::uint64_t number) {
                       asked_.push_back(number);
                       return [](const Response& /*response*/) {};
                     }};
};

TEST_F(ConversationTest, AnswersStandInTheOrderOfTheRequests) {
  const std::string wire = std::string(kGet) + std::string(kGet);
  const auto heard = talk_.hear(wire);
  EXPECT_EQ(heard.bytes, wire.size());
  EXPECT_TRUE(heard.is_starved);
  EXPECT_TRUE(heard.ended_request);
  ASSERT_THAT(asked_, ElementsAre(0, 1));
  answer(1, "second");
  EXPECT_EQ(take(), "");
  answer(0, "first");
  EXPECT_THAT(take(), AllOf(HasSubstr("first"), EndsWith("second")));
  EXPECT_TRUE(talk_.owes_nothing());
}
TEST_F(ConversationTest, HalfARequestIsNone) {
  const auto half = talk_.hear(kGet.substr(0, 10));
  EXPECT_TRUE(half.is_starved);
  EXPECT_FALSE(half.ended_request);
  EXPECT_TRUE(talk_.owes_nothing());
  const auto whole = talk_.hear(kGet.substr(half.bytes));
  EXPECT_EQ(half.bytes + whole.bytes, kGet.size());
  EXPECT_TRUE(whole.ended_request);
  EXPECT_EQ(asked_.size(), 1U);
}
TEST_F(ConversationTest, WhatHasNoRoomWaitsUntilThereIs) {
  limits_.pipelined = 2;
  std::string wire;
  for (int i = 0; i < 3; ++i) wire += kGet;
  const auto heard = talk_.hear(wire);
  EXPECT_EQ(heard.bytes, 2 * kGet.size());
  EXPECT_FALSE(heard.is_starved);
  EXPECT_FALSE(talk_.takes_requests());
  EXPECT_EQ(talk_.hear(kGet).bytes, 0U);
  answer(0, "first");
  EXPECT_FALSE(talk_.takes_requests()) << "an answer that nobody took has its place still";
  take();
  EXPECT_TRUE(talk_.takes_requests());
  EXPECT_EQ(talk_.hear(kGet).bytes, kGet.size());
  EXPECT_THAT(asked_, ElementsAre(0, 1, 2));
}
TEST_F(ConversationTest, OfSlowRequestsOnlySoManyAreTaken) {
  std::string wire;
  for (std::size_t i = 0; i <= kMostSlowRequests; ++i) wire += kSlowGet;
  EXPECT_EQ(talk_.hear(wire).bytes, kMostSlowRequests * kSlowGet.size());
  EXPECT_EQ(asked_.size(), kMostSlowRequests);
}
TEST_F(ConversationTest, WhatIsHeldIsGivenBackWhenTheAnswerIsSent) {
  EXPECT_EQ(talk_.hear(post_head("Content-Length: 1000\r\n")).bytes,
            post_head("Content-Length: 1000\r\n").size());
  EXPECT_TRUE(talk_.awaits_body());
  EXPECT_GT(places_.bytes(), 1000U);
  talk_.hear(std::string(1000, ' '));
  EXPECT_FALSE(talk_.awaits_body());
  ASSERT_EQ(asked_.size(), 1U);
  EXPECT_GT(places_.bytes(), 1000U);
  answer(0, "12345");
  EXPECT_EQ(places_.bytes(), 5U);
  EXPECT_THAT(take(), EndsWith("12345"));
  EXPECT_EQ(places_.bytes(), 5U);
  talk_.sent();
  EXPECT_EQ(places_.bytes(), 0U);
}
TEST_F(ConversationTest, WhoGoesGivesBackAllThatHeHeld) {
  talk_.hear(kGet);
  talk_.hear(kGet);
  answer(0, "taken and not sent");
  take();
  talk_.hear(post_head("Content-Length: 1000\r\n") + "{");
  EXPECT_GT(places_.bytes(), 1000U);
  talk_.give_up();
  EXPECT_EQ(places_.bytes(), 0U);
  answer(1, "too late");
  EXPECT_EQ(places_.bytes(), 0U);
  EXPECT_EQ(take(), "");
}
TEST_F(ConversationTest, AnAnswerToNothingOrForTheSecondTimeIsDropped) {
  talk_.hear(kGet);
  answer(7, "to nothing");
  answer(0, "once");
  answer(0, "twice");
  EXPECT_THAT(take(), EndsWith("once"));
}
TEST_F(ConversationTest, ABodyThatNobodyWantsEndsIt) {
  const std::string inner(kGet);
  const auto heard = talk_.hear("POST /v1/acts HTTP/1.1\r\nHost: pyxd\r\nContent-Length: " +
                                std::to_string(inner.size()) + "\r\n\r\n" + inner);
  EXPECT_FALSE(heard.is_starved);
  EXPECT_TRUE(heard.ended_request);
  EXPECT_TRUE(talk_.is_ended());
  EXPECT_TRUE(asked_.empty()) << "the body was read as a request";
  EXPECT_THAT(take(), AllOf(StartsWith("HTTP/1.1 403 "), HasSubstr("Connection: close")));
}
TEST_F(ConversationTest, ARefusedRequestWithoutABodyDoesNotEndIt) {
  talk_.hear("GET /nothing HTTP/1.1\r\nHost: pyxd\r\n\r\n" + std::string(kGet));
  EXPECT_FALSE(talk_.is_ended());
  EXPECT_EQ(asked_.size(), 1U);
  EXPECT_THAT(take(), StartsWith("HTTP/1.1 404 "));
}
TEST_F(ConversationTest, WhatIsNoHttpEndsIt) {
  talk_.hear("GET /livez\r\n\r\n" + std::string(kGet));
  EXPECT_TRUE(talk_.is_ended());
  EXPECT_TRUE(asked_.empty());
  EXPECT_THAT(take(), AllOf(StartsWith("HTTP/1.1 400 "), HasSubstr("Connection: close")));
}
TEST_F(ConversationTest, AClientThatIsNotKnownIsToldWhyAndHoldsNothing) {
  talk_.introduce(refused("CLIENT-PINNED", "the certificate names nobody"));
  EXPECT_EQ(talk_.client(), "");
  talk_.hear(kGet);
  EXPECT_TRUE(asked_.empty());
  EXPECT_THAT(take(), AllOf(StartsWith("HTTP/1.1 403 "), HasSubstr("names nobody")));
  talk_.sent();
  talk_.give_up();
  EXPECT_EQ(places_.bytes(), 0U);
}
TEST_F(ConversationTest, AClientThatWaitsIsToldToGoOn) {
  talk_.hear(post_head("Content-Length: 2\r\nExpect: 100-continue\r\n"));
  EXPECT_EQ(take(), "HTTP/1.1 100 Continue\r\n\r\n");
  talk_.hear("{}");
  ASSERT_EQ(asked_.size(), 1U);
  answer(asked_.front(), "done");
  EXPECT_THAT(take(), EndsWith("done"));
}
TEST_F(ConversationTest, BeyondWhatMayBeHeldARequestIsToldToComeBack) {
  limits_.body_bytes = 1000;
  talk_.hear(kGet);
  EXPECT_TRUE(asked_.empty());
  EXPECT_THAT(take(), StartsWith("HTTP/1.1 503 "));
  EXPECT_EQ(places_.bytes(), 0U);
}
TEST_F(ConversationTest, OneConnectionTooManyEndsWithItsFirstRequest) {
  limits_.connections = 0;
  talk_.hear(kGet);
  EXPECT_TRUE(talk_.is_ended());
  EXPECT_TRUE(asked_.empty());
  EXPECT_THAT(take(), AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr("Connection: close")));
}
TEST_F(ConversationTest, AClientThatSaysCloseIsNotHeardAnyMore) {
  talk_.hear("GET /livez HTTP/1.1\r\nHost: pyxd\r\nConnection: close\r\n\r\n" + std::string(kGet));
  EXPECT_TRUE(talk_.is_ended());
  ASSERT_EQ(asked_.size(), 1U);
  answer(0, "bye");
  EXPECT_THAT(take(), HasSubstr("Connection: close"));
}
TEST_F(ConversationTest, EndedItStillAnswersWhatIsUnderWay) {
  talk_.hear(kGet);
  talk_.end();
  EXPECT_EQ(talk_.hear(kGet).bytes, 0U);
  EXPECT_FALSE(talk_.owes_nothing());
  talk_.end_behind_last();
  answer(0, "bye");
  EXPECT_THAT(take(), AllOf(HasSubstr("Connection: close"), EndsWith("bye")));
}

}  // namespace conversation_test
}  // namespace pyx::server
