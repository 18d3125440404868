#include "ceremony/planning/site.h"

#include "tests/ceremony/planning/plans.h"

namespace pyx::ceremony::planning {
namespace site_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::replaced;
using testing::whats;

std::string site_text() {
  return R"(version = 1
name = "Mint hall"
vault = "vault"
output = "/srv/out"
policy = "policy.toml"
checkpoint = "witness.checkpoint"

[parameters]
shares = "2 of 3"

[keys]
seed = "0190a1b2-0000-7000-8000-000000000001"
issuer = "0190a1b2-0000-7000-8000-000000000002"

[backups]
kept = "0190a1b2-0000-7000-8000-000000000003"

[[token]]
name = "vault"
uri = "pkcs11:serial=1234?module-path=/usr/lib/softhsm/libsofthsm2.so"
pin_source = "file:/etc/pyx/token.pin"

[[token]]
name = "proof"
uri = "pkcs11:token=spare?module-path=/usr/lib/softhsm/libsofthsm2.so"
pin_source = "prompt:"
so_pin_source = "prompt:"

[[person]]
id = "alice"
name = "Alice Example"
roles = ["officer", "custodian"]
key = "alice.key"
passphrase_source = "file:alice.passphrase"
certificate = "alice.pem"

[[person]]
id = "bob"
name = "Bob Example"
roles = ["officer"]
)";
}

Site read(std::string_view text) {
  SiteReading reading = read_site(as_bytes(text), "site.toml");
  for (const Finding& one : reading.findings) ADD_FAILURE() << to_text(one, "site.toml");
  if (!reading.site) std::abort();
  return std::move(*reading.site);
}

std::vector<std::string> with(std::string_view from, std::string_view to) {
  return whats(read_site(as_bytes(replaced(site_text(), from, to)), "site.toml").findings);
}

TEST(Site, ReadsEverything) {
  const Site site = read(site_text());
  EXPECT_EQ(site.digest, sha256(site_text()));
  EXPECT_EQ(site.vault, "vault");
  EXPECT_EQ(site.checkpoint, "witness.checkpoint");
  EXPECT_EQ(site.new_policy, std::nullopt);
  EXPECT_EQ(site.token("vault")->uri.serial, "1234");
  EXPECT_FALSE(site.token("vault")->so_pin_source.has_value());
  EXPECT_TRUE(site.token("proof")->so_pin_source.has_value());
  EXPECT_EQ(site.person("alice")->certificate, "alice.pem");
  EXPECT_EQ(site.person("bob")->key, "");
  EXPECT_EQ(site.participants().size(), 2U);
  EXPECT_EQ(site.keys.size(), 2U);
  EXPECT_EQ(site.parameters.front().second, "2 of 3");
}

TEST(Site, TellsAllFindingsAtOnce) {
  std::string text = replaced(site_text(), "name = \"Mint hall\"", "name = \"\"\nhat = 1");
  text = replaced(text, "id = \"bob\"", "id = \"alice\"");
  EXPECT_THAT(whats(read_site(as_bytes(text), "site.toml").findings),
              ElementsAre(HasSubstr("name \"\""), "the site has the unknown key \"hat\"",
                          "person alice stands twice"));
}

// SECRET-NEVER.
TEST(Site, RefusesAPinAndQuotesNothingOfIt) {
  const auto in_uri = with("serial=1234?", "serial=1234?pin-value=7531&");
  ASSERT_EQ(in_uri.size(), 1U);
  EXPECT_THAT(in_uri.front(), ::testing::Not(HasSubstr("7531")));
  const auto as_source = with("file:/etc/pyx/token.pin", "7531");
  EXPECT_THAT(as_source, ElementsAre("pin_source must be file:PATH, fd:N or prompt:"));
}

TEST(Site, RefusesAPinSourceInsideTheUri) {
  EXPECT_THAT(with("libsofthsm2.so\"", "libsofthsm2.so&pin-source=file:/x\""),
              ElementsAre("the PIN's source does not stand in the URI"));
}

TEST(Site, RefusesTwoTokensOfOneSerialAndTwoPeopleOfOneKey) {
  EXPECT_THAT(with("token=spare", "serial=1234"),
              ElementsAre("token proof has the serial of another one"));
  EXPECT_THAT(with("roles = [\"officer\"]", "roles = [\"officer\"]\nkey = \"alice.key\""),
              ElementsAre("person bob has the key of somebody else"));
}

TEST(Site, RefusesAKeyThatIsNoId) {
  EXPECT_THAT(with("0190a1b2-0000-7000-8000-000000000001", "seed"),
              ElementsAre(HasSubstr("keys.seed is no id")));
}

TEST(Fits, TakesTheSiteOfItsPlan) {
  EXPECT_THAT(fits(read(site_text()), testing::shipped("drill-restore")), IsEmpty());
}

TEST(Fits, FindsWhatThePlanNeedsAndTheSiteHasNot) {
  Site site = read(site_text());
  site.checkpoint.reset();
  site.keys.erase("issuer");
  site.backups.clear();
  site.tokens.pop_back();
  site.tokens.front().uri.serial.reset();
  EXPECT_THAT(
      whats(fits(site, testing::shipped("drill-restore"))),
      ElementsAre("token vault is known by nothing but its place", "the site has no token proof",
                  "the site does not say which key is issuer",
                  "the site does not say which backup is kept",
                  "step verify-log needs the witness's checkpoint"));
}

TEST(Fits, FindsWhatTheSiteHasAndThePlanDoesNotKnow) {
  const auto findings = whats(fits(read(site_text()), testing::shipped("genesis")));
  EXPECT_THAT(findings, Contains("the plan has no key seed that is there before"));
  EXPECT_THAT(findings, Contains("the plan has no backup kept that is there before"));
}

TEST(Fits, FindsAMissingNewPolicy) {
  Site site = read(site_text());
  site.keys.clear();
  site.backups.clear();
  EXPECT_THAT(whats(fits(site, testing::shipped("replace-officer"))),
              ElementsAre("the plan has no token proof", "step read-policy needs new_policy"));
}

}  // namespace site_test
}  // namespace pyx::ceremony::planning
