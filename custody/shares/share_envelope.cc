#include "custody/shares/share_envelope.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/error_queue.h"
#include "base/held.h"
#include "base/reveal.h"
#include "custody/shares/content_key.h"
#include "custody/shares/envelope_parts.h"

namespace pyx::shares {
namespace {

void free_openssl(void* memory) { OPENSSL_free(memory); }
using Cms = Held<CMS_ContentInfo, CMS_ContentInfo_free>;
using Chain = Held<BIO, BIO_free_all>;
using Cipher = Held<EVP_CIPHER, EVP_CIPHER_free>;
using CipherContext = Held<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

bool add_recipient(CMS_ContentInfo* cms, const HolderCertificate& to) {
  CMS_RecipientInfo* const recipient = CMS_add1_recipient_cert(cms, to.get(), CMS_KEY_PARAM);
  if (recipient == nullptr) return false;
  EVP_PKEY_CTX* const context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
  if (context == nullptr) return false;
  if (is_rsa(to.public_key().type())) {
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_oaep_md(context, EVP_sha256()) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1;
  }
  return EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) == 1;
}

// CMS_encrypt would take the text through buffers on the stack and the ordinary heap; so it goes
// straight into the cipher.
bool put_content(CMS_ContentInfo* cms, ByteView text) {
  const Chain chain(CMS_dataInit(cms, nullptr));
  const int size = static_cast<int>(text.size());
  return chain && BIO_write(chain.get(), text.data(), size) == size &&
         BIO_flush(chain.get()) == 1 && CMS_dataFinal(cms, chain.get()) == 1;
}

Result<Bytes> der_of(CMS_ContentInfo* cms) {
  unsigned char* der = nullptr;
  const int size = i2d_CMS_ContentInfo(cms, &der);
  if (size <= 0) return error(Code::kBug, "OpenSSL cannot encode an envelope");
  const Held<void, free_openssl> owner(der);
  return Bytes(der, der + size);
}

// AES-256-GCM.
Result<SecretBytes> decrypted(const EnvelopeParts& parts, const SecretBytes& key) {
  PYX_ASSIGN(SecretBytes text, SecretBytes::zeroed(parts.content.size()));
  const auto to = text.reveal_mutable(reveal());
  const Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  const CipherContext context(EVP_CIPHER_CTX_new());
  Bytes tag = parts.tag;
  int size = 0;
  std::uint8_t nothing = 0;
  if (!cipher || !context ||
      EVP_DecryptInit_ex2(context.get(), cipher.get(), key.reveal(reveal()).data(),
                          parts.nonce.data(), nullptr) != 1 ||
      EVP_DecryptUpdate(context.get(), to.data(), &size, parts.content.data(),
                        static_cast<int>(parts.content.size())) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag.size()),
                          tag.data()) != 1) {
    return error(Code::kBug, "OpenSSL cannot decrypt by AES-256-GCM");
  }
  if (EVP_DecryptFinal_ex(context.get(), &nothing, &size) != 1)
    return error(Code::kBadInput, "the envelope is damaged: its content does not match its tag");
  return text;
}

}  // namespace

Result<Bytes> seal_share(const LabelledShare& share, const HolderCertificate& to) {
  const ErrorQueue queue;
  PYX_ASSIGN(const SecretBytes text, encode_share_text(share));
  const Cms cms(CMS_AuthEnvelopedData_create(EVP_aes_256_gcm()));
  if (!cms || CMS_set_detached(cms.get(), 0) != 1 || !add_recipient(cms.get(), to) ||
      !put_content(cms.get(), text.reveal(reveal()))) {
    return error(Code::kBug, "OpenSSL cannot seal a share");
  }
  PYX_ASSIGN(Bytes der, der_of(cms.get()));
  // Another OpenSSL may write another shape: it shows now, not at a restore.
  const auto parts = parse_envelope_parts(der);
  if (!parts) {
    return error(Code::kBug,
                 "OpenSSL wrote an envelope that Pyx does not read: " + parts.error().message);
  }
  return der;
}

Result<LabelledShare> open_share(ByteView envelope, EnvelopeKey& key) {
  const ErrorQueue queue;
  PYX_ASSIGN(const EnvelopeParts parts, parse_envelope_parts(envelope));
  PYX_ASSIGN(const SecretBytes with, content_key(parts, key));
  PYX_ASSIGN(const SecretBytes text, decrypted(parts, with));
  return parse_share_text(text);
}

Result<std::string> recipient_of(ByteView envelope) {
  PYX_ASSIGN(EnvelopeParts parts, parse_envelope_parts(envelope));
  return std::move(parts.recipient);
}

}  // namespace pyx::shares
