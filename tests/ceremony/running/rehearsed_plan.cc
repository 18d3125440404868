#include "tests/ceremony/running/rehearsed_plan.h"

#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace pyx::ceremony::running::testing {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int exit_of(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

RehearsedPlan::RehearsedPlan(const std::string& plan) {
  const std::string out = (folder_.path() / "said").string();
  const std::string file = plan.find('/') != std::string::npos
                               ? plan
                               : PYX_SOURCE_DIR "/ceremony/plans/" + plan + ".toml";
  exit_ = exit_of("'" PYX_PROGRAM "' ceremony rehearse '" + file + "' --dir '" + stage().string() +
                  "' >'" + out + "' 2>&1 </dev/null");
  said_ = text_of(out);
}

std::string second_verdict_of(const std::filesystem::path& bundle) {
  const pyx::testing::TempFolder folder;
  const std::string out = (folder.path() / "second").string();
  exit_of("python3 -B '" PYX_SOURCE_DIR "/tests/independent/ceremony_verify.py' --rehearsal '" +
          bundle.string() + "' >'" + out + "' 2>&1");
  return text_of(out);
}

}  // namespace pyx::ceremony::running::testing
