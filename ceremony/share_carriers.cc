#include "ceremony/share_carriers.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "base/descriptor.h"
#include "base/file.h"
#include "ceremony/card_writer.h"
#include "ceremony/share_facts.h"
#include "custody/shares/envelope_key_file.h"
#include "custody/shares/envelope_key_token.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/share_envelope.h"
#include "custody/shares/share_set_json.h"

namespace pyx::ceremony {
namespace {

namespace fs = std::filesystem;

Result<void> check_absent(const fs::path& file) {
  if (!fs::exists(fs::symlink_status(file))) return {};
  return error(Code::kConflict, file.string() + " is there already; nothing is overwritten");
}

Error of_file(Error failed, const fs::path& file) {
  failed.message = file.string() + ": " + failed.message;
  return failed;
}

Result<shares::HolderCertificate> read_certificate(const fs::path& file, Time now) {
  PYX_ASSIGN(const Bytes bytes, read_file(file, shares::kCertificateMostBytes));
  auto certificate = shares::HolderCertificate::read(bytes, now);
  if (!certificate) return of_file(std::move(certificate).error(), file);
  return certificate;
}

Result<shares::LabelledShare> open_with_file(const SealedShare& sealed, ByteView envelope) {
  const std::string name = sealed.key_file.string();
  PYX_ASSIGN(const Bytes pem, read_file(sealed.key_file, shares::kKeyFileMostBytes));
  PYX_ASSIGN(const SecretBytes passphrase, read_secret(sealed.passphrase, "passphrase of " + name));
  PYX_ASSIGN(shares::EnvelopeKeyFile key, shares::EnvelopeKeyFile::from_pem(pem, passphrase, name));
  return shares::open_share(envelope, key);
}

// The PIN is read once and shown once (trap 17).
Result<shares::LabelledShare> open_with_token(const TokenKeyPlace& place, ByteView envelope) {
  PYX_ASSIGN(pkcs11::PersonToken token, pkcs11::PersonToken::find(place.uri));
  PYX_ASSIGN(SecretBytes secret, read_secret(place.pin, "PIN of token " + token.identity().label));
  PYX_TRY(token.log_in(pkcs11::Pin(std::move(secret)), pkcs11::PersonToken::For::kSigning));
  PYX_ASSIGN(pkcs11::PersonKey found, token.envelope_key(pkcs11::key_name(place.uri)));
  PYX_ASSIGN(shares::EnvelopeKeyOnToken key,
             shares::EnvelopeKeyOnToken::on(token, std::move(found)));
  return shares::open_share(envelope, key);
}

}  // namespace

Result<std::vector<std::string>> check_hand_out(const HandOut& out, Time now) {
  std::vector<std::string> sentences;
  for (const auto& [holder, to] : out.seal_to) {
    PYX_TRY(check_absent(to.file));
    PYX_ASSIGN(const shares::HolderCertificate certificate, read_certificate(to.certificate, now));
    sentences.push_back("the share of " + holder + " is sealed to " + certificate.subject() +
                        ", SHA-256 " + to_hex(certificate.fingerprint()) + ": " + holder +
                        " compares that with his own");
  }
  for (const auto& [holder, folder] : out.card_to) {
    if (!fs::is_directory(folder)) return error(Code::kNotFound, folder.string() + " is no folder");
  }
  return sentences;
}

Result<void> check_sealed(const std::vector<SealedShare>& sealed) {
  for (const SealedShare& one : sealed) {
    PYX_ASSIGN(const Bytes envelope, read_file(one.file));
    auto recipient = shares::recipient_of(envelope);
    if (!recipient) return of_file(std::move(recipient).error(), one.file);
    if (!one.token) PYX_TRY(read_file(one.key_file, shares::kKeyFileMostBytes));
  }
  return {};
}

Result<void> seal_share(const SealTo& to, const shares::ShareSet& set, const shares::Member& member,
                        const shares::Share& share, Time now) {
  PYX_ASSIGN(const shares::HolderCertificate certificate, read_certificate(to.certificate, now));
  PYX_ASSIGN(shares::ShareWords words, shares::to_words(share));
  PYX_ASSIGN(const Bytes envelope,
             shares::seal_share({shares::label_of(set, member), std::move(words)}, certificate));
  return write_file(to.file, envelope, Overwrite::kNo);
}

Result<shares::Share> open_sealed(const SealedShare& sealed) {
  PYX_ASSIGN(const Bytes envelope, read_file(sealed.file));
  auto opened =
      sealed.token ? open_with_token(*sealed.token, envelope) : open_with_file(sealed, envelope);
  if (!opened) return of_file(std::move(opened).error(), sealed.file);
  return shares::from_words(opened->words);
}

Result<fs::path> write_card(const fs::path& folder, std::string_view vault_name,
                            const shares::ShareSet& set, const shares::Share& share) {
  PYX_ASSIGN(const shares::ShareWords words, shares::to_words(share));
  const Sha256 record = sha256(shares::encode_share_set(set));
  PYX_ASSIGN(const ShareFacts facts, facts_of(vault_name, set, record, words));
  const fs::path file = folder / ("share-" + facts.holder + "-version-" +
                                  std::to_string(set.version) + "-" + set.id.text() + ".pdf");
  Descriptor opened(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!opened.open()) {
    return error(errno == EEXIST ? Code::kConflict : Code::kStore,
                 "cannot make " + file.string() + ": " + std::generic_category().message(errno));
  }
  auto written = write_share_card(facts, words, opened.get());
  if (!written) {
    std::error_code ignored;
    fs::remove(file, ignored);  // ours, and no card
    return std::move(written).error();
  }
  return file;
}

}  // namespace pyx::ceremony
