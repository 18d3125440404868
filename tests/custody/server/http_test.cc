#include "custody/server/http.h"

#include "tests/matchers.h"

namespace pyx::server {
namespace http_test {

using pyx::testing::FailsWith;

TEST(Http, AFieldThatIsAbsentIsNotFound) {
  EXPECT_THAT(field(Request{}, "idempotency-key"), FailsWith(Code::kNotFound));
}

TEST(Http, AFieldThatStandsTwiceIsRefused) {
  Request request;
  request.fields = {{"idempotency-key", "a"}, {"idempotency-key", "a"}};
  EXPECT_THAT(field(request, "idempotency-key"), FailsWith(Code::kBadInput));
}

TEST(Http, AFieldIsFoundByItsName) {
  Request request;
  request.fields = {{"content-type", "text/plain"}, {"idempotency-key", "a"}};
  EXPECT_EQ(field(request, "idempotency-key").value(), "a");
}

TEST(Http, AResponseIsWrittenBehindWhatIsThere) {
  std::string wire = "before";
  append_wire(wire, {201, "text/plain", {{"Location", "/x"}}, "hi", {}}, Afterwards::kKeepAlive);
  EXPECT_EQ(wire,
            "beforeHTTP/1.1 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
            "Location: /x\r\n\r\nhi");
}

TEST(Http, TheLastResponseSaysThatTheConnectionEnds) {
  std::string wire;
  append_wire(wire, {400, {}, {}, {}, {}}, Afterwards::kClose);
  EXPECT_EQ(wire, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

TEST(Http, TheReasonForTheEventLogIsNotSent) {
  std::string wire;
  append_wire(wire, {403, {}, {}, {}, "because"}, Afterwards::kKeepAlive);
  EXPECT_EQ(wire.find("because"), std::string::npos);
}

}  // namespace http_test
}  // namespace pyx::server
