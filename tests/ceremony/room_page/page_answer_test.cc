#include "ceremony/room_page/page_answer.h"

#include <gmock/gmock.h>

namespace pyx::ceremony::room_page {
namespace page_answer_test {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string answer(std::string_view first_line, std::string_view host = "127.0.0.1:8042") {
  const std::string bytes = std::string(first_line) + "\r\nHost: " + std::string(host) + "\r\n\r\n";
  return answer_to(bytes, 8042,
                   [] {
                     running::Moment moment;
                     moment.title = "A genesis";
                     return moment;
                   })
      .value();
}

TEST(PageAnswer, ThePageAndTheMomentAreThere) {
  EXPECT_THAT(answer("GET / HTTP/1.1"), HasSubstr("Content-Type: text/html"));
  const std::string moment = answer("GET /moment HTTP/1.1");
  EXPECT_THAT(moment, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(moment, HasSubstr("Content-Type: application/json"));
  EXPECT_THAT(moment, HasSubstr("\"title\":\"A genesis\""));
}

TEST(PageAnswer, NothingElseIsThere) {
  for (const char* path : {"/favicon.ico", "/moment/", "/../etc/passwd", "//", "/answer"})
    EXPECT_THAT(answer("GET " + std::string(path) + " HTTP/1.1"), StartsWith("HTTP/1.1 404 "));
}

TEST(PageAnswer, ARefusalTellsNothingOfTheCeremony) {
  const std::string posted = answer("POST /moment HTTP/1.1");
  EXPECT_THAT(posted, StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(posted, HasSubstr("Allow: GET, HEAD\r\n"));
  EXPECT_THAT(posted, Not(HasSubstr("genesis")));
  const std::string foreign = answer("GET /moment HTTP/1.1", "evil.example:8042");
  EXPECT_THAT(foreign, StartsWith("HTTP/1.1 421 "));
  EXPECT_THAT(foreign, Not(HasSubstr("genesis")));
}

TEST(PageAnswer, EachSaysThatNothingElseMayRunBeKeptOrBeAskedFromElsewhere) {
  for (const char* path : {"/", "/moment", "/none"}) {
    const std::string text = answer("GET " + std::string(path) + " HTTP/1.1");
    for (const char* field :
         {"Content-Security-Policy: default-src 'none'", "Cache-Control: no-store",
          "X-Content-Type-Options: nosniff", "Cross-Origin-Resource-Policy: same-origin",
          "Referrer-Policy: no-referrer", "Connection: close"})
      EXPECT_THAT(text, HasSubstr(field));
    EXPECT_THAT(text, Not(HasSubstr("Access-Control")));
  }
}

TEST(PageAnswer, AHeadIsTheSameWithoutTheBody) {
  const std::string got = answer("GET /moment HTTP/1.1");
  const std::string head = answer("HEAD /moment HTTP/1.1");
  EXPECT_EQ(head, got.substr(0, got.find("\r\n\r\n") + 4));
  EXPECT_THAT(head, EndsWith("\r\n\r\n"));
}

TEST(PageAnswer, ItsLengthIsThatOfTheBody) {
  const std::string text = answer("GET / HTTP/1.1");
  const std::size_t body = text.size() - text.find("\r\n\r\n") - 4;
  EXPECT_THAT(text, HasSubstr("Content-Length: " + std::to_string(body) + "\r\n"));
}

}  // namespace page_answer_test
}  // namespace pyx::ceremony::room_page
