// A second model, written in another language from docs/formats/ceremony-plan.md
// (tests/independent/ceremony_plan.py), says the same of every plan that ships and of what becomes
// of it when a step is left out.
#include <cstdlib>
#include <fstream>

#include "tests/ceremony/planning/plans.h"
#include "tests/support/temp_folder.h"

namespace pyx::ceremony::planning {
namespace second_model_test {

namespace fs = std::filesystem;

void erase_all(std::string& text, const std::string& what) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what))
    text.erase(at, what.size());
}

// The text without a step, and without its id in every "after".
std::string without(std::string text, const std::string& id) {
  const std::size_t begin = text.find("[[step]]\nid = \"" + id + "\"\n");
  EXPECT_NE(begin, std::string::npos) << id;
  const std::size_t end = std::min(text.find("\n\n", begin), text.size() - 1);
  text.erase(begin, end + 1 - begin);
  erase_all(text, "after = [\"" + id + "\"]\n");
  erase_all(text, ", \"" + id + "\"");
  const std::string first = "[\"" + id + "\", ";
  for (std::size_t at = text.find(first); at != std::string::npos; at = text.find(first))
    text.erase(at + 1, first.size() - 1);
  return text;
}

// "": it is good; else the first step that is refused, "people" or "end".
std::string first_of(const std::string& line) { return line.substr(0, line.find(':')); }

std::string by_this_model(const std::string& text) {
  PlanReading reading = read_plan(as_bytes(text), "plan.toml");
  const auto said =
      reading.plan ? testing::faults(*reading.plan) : testing::whats(reading.findings);
  if (said.empty()) return "";
  const std::string first = first_of(said.front());
  return first == "at the end" ? "end" : first;
}

TEST(SecondModel, SaysTheSameOfEveryPlanAndOfEachWithoutOneStep) {
  const pyx::testing::TempFolder folder;
  std::map<std::string, std::string> here;
  std::string files;
  const auto add = [&](const std::string& name, const std::string& text) {
    const fs::path path = folder.path() / name;
    std::ofstream(path) << text;
    here[path.string()] = by_this_model(text);
    files += " " + path.string();
  };
  for (const std::string_view name : testing::kShipped) {
    const std::string text = testing::shipped_text(name);
    add(std::string(name), text);
    for (const Step& step : testing::shipped(name).steps)
      add(std::string(name) + "." + step.id, without(text, step.id));
  }
  const fs::path out = folder.path() / "out";
  const std::string line = "python3 -B '" PYX_SOURCE_DIR "/tests/independent/ceremony_plan.py'" +
                           files + " >'" + out.string() + "'";
  ASSERT_EQ(std::system(line.c_str()), 0);
  std::ifstream results(out);
  std::map<std::string, std::string> there;
  std::string file;
  for (std::string one; std::getline(results, one);) {
    if (here.contains(one)) {
      file = one;
      there[file] = "";
    } else if (there[file].empty()) {
      there[file] = first_of(one);
    }
  }
  EXPECT_EQ(there, here);
}

}  // namespace second_model_test
}  // namespace pyx::ceremony::planning
