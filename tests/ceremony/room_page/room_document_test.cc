#include "ceremony/room_page/room_document.h"

#include <gmock/gmock.h>

#include "base/base64.h"
#include "base/bytes.h"
#include "base/sha256.h"

namespace pyx::ceremony::room_page {
namespace room_document_test {

using ::testing::HasSubstr;
using ::testing::Not;

std::string between(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t begin = text.find(from) + from.size();
  return text.substr(begin, text.find(to, begin) - begin);
}

TEST(RoomDocument, ThePolicyNamesItsOwnStyleAndScriptAndNothingElse) {
  const std::string page = room_document(true);
  for (const auto& [what, inner] :
       {std::pair{"style-src", between(page, "<style>", "</style>")},
        std::pair{"script-src", between(page, "<script>", "</script>")}}) {
    EXPECT_THAT(room_policy(), HasSubstr(std::string(what) + " 'sha256-" +
                                         to_base64(sha256(as_bytes(inner))) + "';"));
  }
  EXPECT_THAT(room_policy(), HasSubstr("default-src 'none'"));
  EXPECT_THAT(room_policy(), HasSubstr("form-action 'none'"));
  EXPECT_THAT(room_policy(), Not(HasSubstr("unsafe")));
}

TEST(RoomDocument, TakesNothingFromElsewhereAndHasNothingToType) {
  const std::string page = room_document(false);
  for (const char* part : {"http:", "https:", "//", "src=", "<form", "<input", "<button", "onclick",
                           "innerHTML", "eval", "style="})
    EXPECT_THAT(page, Not(HasSubstr(part))) << part;
}

TEST(RoomDocument, SaysWhetherItIsARehearsalBeforeTheScriptHasRun) {
  EXPECT_THAT(room_document(true), HasSubstr("<body class=\"rehearsal\">"));
  EXPECT_THAT(room_document(true), HasSubstr("<title>REHEARSAL</title>"));
  EXPECT_THAT(room_document(false), HasSubstr("<body>"));
}

TEST(RoomDocument, TheScriptKnowsEachPlaceThatItFills) {
  const std::string page = room_document(true);
  for (const char* id :
       {"title", "place", "stage", "step", "who", "say", "next", "next_who", "step_time",
        "whole_time", "done", "deviations_line", "deviations", "room"})
    EXPECT_THAT(page, HasSubstr("id=\"" + std::string(id) + "\"")) << id;
}

}  // namespace room_document_test
}  // namespace pyx::ceremony::room_page
