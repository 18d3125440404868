#include "ceremony/cli/vault_place.h"

#include "tests/matchers.h"

namespace pyx::ceremony {
namespace vault_place_test {

using ::pyx::testing::FailsSaying;
using ::pyx::testing::IsOk;

Arguments given(std::vector<std::pair<std::string_view, std::string>> flags) {
  Arguments all;
  for (auto& [name, value] : flags) all.add(name, value);
  return all;
}

TEST(VaultPlace, IsAFolderWithAPinSource) {
  const auto place = vault_place(given({{"--dir", "vault"}, {"--pin-source", "fd:3"}}));
  ASSERT_THAT(place, IsOk());
  EXPECT_EQ(place->folder, "vault");
  EXPECT_FALSE(place->server);
  EXPECT_EQ(to_text(place->pin), "fd:3");
  EXPECT_EQ(place_words(*place), " --dir vault");
}

TEST(VaultPlace, IsAServerWithItsThreeFiles) {
  const auto place = vault_place(given({{"--server", "https://mint:8443"},
                                        {"--ca", "ca.pem"},
                                        {"--certificate", "me.pem"},
                                        {"--certificate-key", "me.key"},
                                        {"--server-name", "pyxd"}}));
  ASSERT_THAT(place, IsOk());
  ASSERT_TRUE(place->server);
  EXPECT_EQ(place->server->ca, "ca.pem");
  EXPECT_EQ(place_words(*place),
            " --server https://mint:8443 --ca ca.pem --certificate me.pem --certificate-key "
            "me.key --server-name pyxd");
}

TEST(VaultPlace, IsNeitherNowhereNorInTwoPlaces) {
  EXPECT_THAT(vault_place(Arguments()), FailsSaying(Code::kBadInput, "--dir: say where"));
  EXPECT_THAT(vault_place(given({{"--dir", "vault"}, {"--server", "https://mint"}})),
              FailsSaying(Code::kBadInput, "--dir: does not go with --server"));
}

TEST(VaultPlace, OfAServerNeedsEachOfItsFilesByName) {
  EXPECT_THAT(vault_place(given({{"--server", "https://mint"}})),
              FailsSaying(Code::kBadInput, "--ca: is needed"));
  EXPECT_THAT(vault_place(given(
                  {{"--server", "https://mint"}, {"--ca", "ca.pem"}, {"--certificate", "me.pem"}})),
              FailsSaying(Code::kBadInput, "--certificate-key: is needed"));
}

TEST(VaultPlace, InAFolderTakesNoFlagOfAServer) {
  for (const char* flag : {"--ca", "--certificate", "--certificate-key", "--server-name"}) {
    EXPECT_THAT(vault_place(given({{"--dir", "vault"}, {flag, "x"}})),
                FailsSaying(Code::kBadInput, std::string(flag) + ": goes with --server only"));
  }
}

TEST(VaultPlace, OfAFolderMayHaveWitnessesAndOfAServerNot) {
  const auto place = vault_place(given({{"--dir", "v"}, {"--witness", "a"}, {"--witness", "b"}}));
  ASSERT_THAT(place, IsOk());
  EXPECT_EQ(place->witnesses, (std::vector<std::filesystem::path>{"a", "b"}));
  EXPECT_EQ(place_words(*place), " --dir v --witness a --witness b");
  EXPECT_THAT(vault_place(given({{"--server", "https://mint"},
                                 {"--ca", "ca.pem"},
                                 {"--certificate", "me.pem"},
                                 {"--certificate-key", "me.key"},
                                 {"--witness", "a"}})),
              FailsSaying(Code::kBadInput, "--witness: goes with"));
}
TEST(VaultPlace, OfAServerTakesNoPinAndNoPlainHttp) {
  auto flags =
      std::vector<std::pair<std::string_view, std::string>>{{"--server", "http://mint"},
                                                            {"--ca", "ca.pem"},
                                                            {"--certificate", "me.pem"},
                                                            {"--certificate-key", "me.key"}};
  EXPECT_THAT(vault_place(given(flags)), FailsSaying(Code::kBadInput, "--server: must begin"));
  flags.front().second = "https://mint";
  flags.emplace_back("--pin-source", "prompt:");
  EXPECT_THAT(vault_place(given(flags)), FailsSaying(Code::kBadInput, "--pin-source: goes with"));
}

}  // namespace vault_place_test
}  // namespace pyx::ceremony
