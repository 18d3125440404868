// The worked examples of docs/formats/ceremony-plan.md are what the page says that they are.
#include "base/file.h"
#include "base/pgp_words.h"
#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace plan_format_test {

using ::testing::HasSubstr;

std::string page() {
  const auto bytes = read_file(PYX_SOURCE_DIR "/docs/formats/ceremony-plan.md");
  EXPECT_TRUE(bytes.ok());
  return std::string(as_text(*bytes));
}

std::string example() {
  constexpr std::string_view kOpen = "```toml\n";
  const std::string text = page();
  const std::size_t begin = text.find(kOpen) + kOpen.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

TEST(PlanFormat, ShowsAnExampleThatIsGood) {
  EXPECT_THAT(testing::faults(testing::read(example())), ::testing::IsEmpty());
}

TEST(PlanFormat, GivesTheDigestOfItsExample) {
  const Plan plan = testing::read(example());
  EXPECT_THAT(page(), HasSubstr("\n" + to_hex(plan.digest) + "\n"));
  EXPECT_THAT(page(), HasSubstr(to_pgp_words(plan.digest).substr(0, 40)));
}

TEST(PlanFormat, ShowsTheFindingOfAStepThatIsLeftOut) {
  const Plan plan = testing::without(testing::read(example()), "log-out");
  const auto faults = testing::faults(plan);
  ASSERT_FALSE(faults.empty());
  EXPECT_THAT(page(), HasSubstr(faults.front()));
}

TEST(PlanFormat, NamesEveryActionWithItsFields) {
  const std::string text = page();
  for (const ActionSpec& spec : all_actions()) {
    const std::size_t row = text.find("\n| `" + std::string(spec.name) + "` |");
    ASSERT_NE(row, std::string::npos) << spec.name;
    const std::string line = text.substr(row + 1, text.find('\n', row + 1) - row - 1);
    for (const FieldSpec& field : spec.fields) {
      if (spec.action == Action::kPropose) continue;  // those are in the table of acts
      EXPECT_THAT(line, HasSubstr("`" + std::string(field.name) + "`")) << spec.name;
    }
  }
}

TEST(PlanFormat, NamesEveryActType) {
  const std::string text = page();
  for (const policies::ActType act : policies::kActTypes)
    EXPECT_THAT(text, HasSubstr("`" + std::string(policies::to_text(act)) + "`"));
}

}  // namespace plan_format_test
}  // namespace pyx::ceremony::planning
