#include "ceremony/running/rehearsal_stage.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <system_error>

#include "base/file.h"
#include "base/hex.h"
#include "base/random.h"
#include "ceremony/cli/plan_file.h"
#include "ceremony/officer_key.h"
#include "ceremony/running/ceremony.h"
#include "ceremony/running/rehearsal_plan.h"
#include "ceremony/running/rehearsal_policy.h"
#include "ceremony/running/rehearsal_screen.h"
#include "ceremony/running/rehearsal_site.h"
#include "ceremony/running/scripted_guide.h"
#include "pkcs11/open_token.h"
#include "pkcs11/token_setup.h"
#include "pkcs11/token_to_set_up.h"

namespace pyx::ceremony::running {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kConfiguration = "softhsm2.conf";
constexpr std::size_t kPassphraseBytes = 16;
constexpr std::string_view kSoftHsmModel = "SoftHSM";
constexpr Duration kCertificateBegan = std::chrono::hours(24);
constexpr Duration kCertified = std::chrono::hours(24 * 366);

Result<void> write_text(const fs::path& file, std::string_view text) {
  return write_file(file, as_bytes(text), Overwrite::kYes);
}

Result<void> make_folder_of_stage(const StageAsk& ask) {
  std::error_code ignored;
  if (fs::exists(ask.folder, ignored) && !fs::is_empty(ask.folder, ignored))
    return error(Code::kConflict, ask.folder.string() + " is there and not empty");
  if (!fs::exists(ask.module, ignored))
    return error(Code::kNotFound, "there is no SoftHSM2 at " + ask.module.string() +
                                      ": install it, or name it with --module");
  for (const char* inner : {"tokens", "people", "cards", "pins", "outputs"})
    PYX_TRY(make_folders(ask.folder / inner));
  return write_text(ask.folder / kConfiguration,
                    "directories.tokendir = " + fs::absolute(ask.folder / "tokens").string() +
                        "\nobjectstore.backend = file\nlog.level = ERROR\n");
}

bool seals_shares(const planning::Plan& plan) {
  const auto is_media = [&](const std::string& id) {
    const planning::Item* const item = plan.item(id);
    return item != nullptr && item->kind == planning::ItemKind::kMedia;
  };
  return std::ranges::any_of(plan.backups,
                             [&](const planning::Backup& one) { return is_media(one.on); }) ||
         std::ranges::any_of(plan.steps, [&](const planning::Step& step) {
           return step.action == planning::Action::kReshare && is_media(step.text("on"));
         });
}

// With a certificate beside his key, if it is of a type that shares are sealed to.
Result<PublicKey> make_person(const fs::path& folder, const std::string& id, KeyType type,
                              Time now) {
  PYX_ASSIGN(const OfficerKey key, OfficerKey::make(type));
  std::array<std::uint8_t, kPassphraseBytes> random{};
  fill_random(random);
  std::string passphrase = to_hex(random);
  PYX_TRY(write_text(folder / (id + ".passphrase"), passphrase + "\n"));
  PYX_ASSIGN(const SecretBytes secret,
             SecretBytes::take(
                 std::span(reinterpret_cast<std::uint8_t*>(passphrase.data()), passphrase.size())));
  PYX_ASSIGN(const Bytes pem, key.encrypted_pem(secret, OfficerKey::Stretching::kScrypt));
  PYX_TRY(write_file(folder / (id + ".key"), pem, Overwrite::kNo));
  if (type == KeyType::kP256) {
    PYX_ASSIGN(const Bytes certificate,
               key.self_signed(id + " of a rehearsal", now - kCertificateBegan, now + kCertified));
    PYX_TRY(write_file(folder / (id + ".cert"), certificate, Overwrite::kNo));
  }
  return key.public_key();
}

// Blank tokens are initialised, and what people hold lies in files in clear: nothing for a device.
Result<void> check_throw_away(const fs::path& module) {
  pkcs11::TokenUri uri;
  uri.module_path = module;
  PYX_ASSIGN(const pkcs11::TokenToSetUp blank, pkcs11::look_before_setup(uri, pkcs11::Blank::kYes));
  if (blank.identity.model.starts_with(kSoftHsmModel)) return {};
  return error(Code::kRefused, module.string() + " has tokens of model " + blank.identity.model +
                                   ": a rehearsal is done on throw-away tokens of SoftHSM2 alone");
}

class Setting {
 public:
  Setting(const StageAsk& ask, Context& context, Guide& guide)
      : ask_(ask), context_(context), guide_(guide) {}

  Result<RehearsalStage> set() {
    PYX_TRY(make_folder_of_stage(ask_));
    use_tokens_of(ask_.folder);
    PYX_TRY(check_throw_away(ask_.module));
    PYX_ASSIGN(file_, read_plan_file({ask_.plan, std::nullopt, ask_.values}));
    if (file_.plan == nullptr)
      return error(Code::kBadInput, planning::to_text(file_.of_plan.front(), ask_.plan.string()));
    site_.certificates = seals_shares(*file_.plan);
    for (const planning::Participant& one : file_.people) {
      PYX_ASSIGN(PublicKey key, make_person(ask_.folder / "people", one.id,
                                            site_.certificates ? KeyType::kP256 : KeyType::kEd25519,
                                            context_.clock.now()));
      keys_.emplace(one.id, std::move(key));
    }
    guide_.say("people and their keys are made: " + std::to_string(file_.people.size()));
    PYX_TRY(write_policies());
    if (file_.plan->vault == planning::VaultBefore::kFounded) PYX_TRY(make_what_was_before());
    PYX_TRY(write_text(ask_.folder / "site.toml", site_text(site_)));
    return RehearsalStage{ask_.folder, ask_.plan};
  }

 private:
  Result<void> write_policies() {
    const PolicyAsk of{*file_.plan, file_.values, file_.people, keys_, context_.clock.now()};
    PYX_TRY(write_text(ask_.folder / "policy.toml", rehearsal_policy(of)));
    site_.plan = file_.plan.get();
    site_.people = file_.people;
    site_.values = ask_.values;
    site_.module = ask_.module;
    if (const std::string changed = rehearsal_new_policy(of); !changed.empty()) {
      PYX_TRY(write_text(ask_.folder / "new-policy.toml", changed));
      site_.new_policy = "new-policy.toml";
    }
    if (const std::string budgets = rehearsal_budgets(*file_.plan); !budgets.empty()) {
      PYX_TRY(write_text(ask_.folder / "budgets.toml", budgets));
      site_.budgets = "budgets.toml";
    }
    return {};
  }

  // By a ceremony of its own, on the same stage, with other things.
  Result<void> make_what_was_before() {
    guide_.say("what was there before is made first: a vault, its keys, their backup");
    const fs::path plan = ask_.folder / "before.toml";
    PYX_TRY(write_text(plan, plan_before(*file_.plan, file_.values)));
    SiteAsk site = site_;
    PYX_ASSIGN(const PlanFile before, read_plan_file({plan, std::nullopt, ask_.values}));
    if (before.plan == nullptr)
      return error(Code::kBug, planning::to_text(before.of_plan.front(), plan.string()));
    site.plan = before.plan.get();
    site.new_policy.clear();
    site.budgets.clear();
    const fs::path file = ask_.folder / "before-site.toml";
    PYX_TRY(write_text(file, site_text(site)));
    RehearsalScreen screen(ask_.folder / "cards");
    CeremonyAsk ceremony;
    ceremony.plan = {plan, file, {}};
    ceremony.bundle = ask_.folder / "before";
    ceremony.mode = transcript::Mode::kRehearsal;
    ceremony.screen = &screen;
    ceremony.judged = Judged::kNo;
    QuietGuide quiet;
    ScriptedGuide nobody(Answers::expected(), quiet, ScriptedGuide::Unknown::kIsMadeUp);
    const auto held = hold_ceremony(ceremony, context_, nobody);
    if (!held) return held.error();
    return look_at_vault();
  }

  // What the site names: ids and the token's serial.
  Result<void> look_at_vault() {
    VaultPlace place;
    place.folder = ask_.folder / "vault";
    std::string token;
    for (const planning::Token& one : file_.plan->tokens)
      if (one.state == planning::TokenState::kVault) token = one.id;
    place.pin = SecretSource{SecretSource::File{ask_.folder / pin_file_of(token)}};
    PYX_ASSIGN(const auto vault, context_.open_vault(place));
    PYX_ASSIGN(const custody::VaultInfo info, vault->info());
    site_.serials[token] = info.token_serials.front();
    PYX_ASSIGN(const auto keys, vault->keys());
    for (const planning::Key& one : file_.plan->keys) {
      if (!one.before) continue;
      const auto found = std::ranges::find_if(keys, [&](const custody::KeyRecord& key) {
        return one.each.empty() ? key.name == one.id : key.coins.has_value();
      });
      if (found == keys.end()) return error(Code::kBug, "the stage has no key " + one.id);
      site_.keys.emplace(one.id, found->id);
    }
    PYX_ASSIGN(const auto backups, vault->backups());
    std::size_t next = 0;
    for (const planning::Backup& one : file_.plan->backups) {
      if (!one.before) continue;
      if (next == backups.size()) return error(Code::kBug, "the stage has no backup " + one.id);
      site_.backups.emplace(one.id, backups[next++].id);
    }
    PYX_ASSIGN(const std::string checkpoint, vault->checkpoint());
    site_.checkpoint = "checkpoint";
    return write_text(ask_.folder / "checkpoint", checkpoint);
  }

  const StageAsk& ask_;
  Context& context_;
  Guide& guide_;
  PlanFile file_;
  PeopleKeys keys_;
  SiteAsk site_;
};

}  // namespace

void use_tokens_of(const fs::path& folder) {
  const std::string file = fs::absolute(folder / kConfiguration).string();
  // Only where it is: SECRET-NEVER keeps secrets out of the environment.
  if (::setenv("SOFTHSM2_CONF", file.c_str(), 1) != 0) std::abort();
}

Result<RehearsalStage> set_stage(const StageAsk& ask, Context& context, Guide& guide) {
  return Setting(ask, context, guide).set();
}

}  // namespace pyx::ceremony::running
