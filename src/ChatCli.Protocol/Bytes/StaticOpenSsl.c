/* OpenSSL's archives hold every algorithm it knows, and its one provider names them all. What ChatCli never asks for, nor a certificate of
   today, gets an empty table here, so that the linker leaves it out; and the provider is wrapped, so that it offers only what is not
   empty: to ask for anything else fails as in an OpenSSL that was configured without it. */
#include <openssl/core_dispatch.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <stdlib.h>

#define NONE(algorithm) const OSSL_DISPATCH ossl_##algorithm##_functions[] = { { 0, NULL } };
#define NONE_FOR_KEYS(cipher, mode) NONE(cipher##128##mode) NONE(cipher##192##mode) NONE(cipher##256##mode)
#define NONE_OF(cipher) \
    NONE_FOR_KEYS(cipher, ecb) NONE_FOR_KEYS(cipher, cbc) NONE_FOR_KEYS(cipher, ctr) NONE_FOR_KEYS(cipher, ofb) \
    NONE_FOR_KEYS(cipher, cfb) NONE_FOR_KEYS(cipher, cfb1) NONE_FOR_KEYS(cipher, cfb8)

/* AES keeps ECB, CBC, CTR and GCM. */
NONE_FOR_KEYS(aes, ccm) NONE_FOR_KEYS(aes, ocb) NONE_FOR_KEYS(aes, siv) NONE(aes128xts) NONE(aes256xts)
NONE_FOR_KEYS(aes, wrap) NONE_FOR_KEYS(aes, wrapinv) NONE_FOR_KEYS(aes, wrappad) NONE_FOR_KEYS(aes, wrappadinv)
NONE(aes128cbc_hmac_sha1) NONE(aes128cbc_hmac_sha256) NONE(aes256cbc_hmac_sha1) NONE(aes256cbc_hmac_sha256)
int ossl_cipher_capable_aes_cbc_hmac_sha1(void) { return 0; }
int ossl_cipher_capable_aes_cbc_hmac_sha256(void) { return 0; }

NONE_OF(aria) NONE_FOR_KEYS(aria, ccm) NONE_FOR_KEYS(aria, gcm)
NONE_OF(camellia) NONE_FOR_KEYS(camellia, cbc_cts)
NONE(sm4128ecb) NONE(sm4128cbc) NONE(sm4128ctr) NONE(sm4128ofb128) NONE(sm4128cfb128)
NONE(tdes_ede2_ecb) NONE(tdes_ede2_cbc) NONE(tdes_ede2_ofb) NONE(tdes_ede2_cfb)
NONE(tdes_ede3_ecb) NONE(tdes_ede3_cbc) NONE(tdes_ede3_ofb) NONE(tdes_ede3_cfb) NONE(tdes_ede3_cfb1) NONE(tdes_ede3_cfb8) NONE(tdes_wrap_cbc)

/* Of hash functions MD5, SHA and SHA-3 are kept (the newest key exchanges are made of it), of codes HMAC, of derivations HKDF, PBKDF2 and
   those of TLS. */
NONE(blake2b512) NONE(blake2s256) NONE(nullmd) NONE(ripemd160) NONE(sm3)
NONE(blake2bmac) NONE(blake2smac) NONE(cmac) NONE(gmac) NONE(kmac128) NONE(kmac256) NONE(poly1305) NONE(siphash)
NONE(kdf_kbkdf) NONE(kdf_krb5kdf) NONE(kdf_pkcs12) NONE(kdf_scrypt) NONE(kdf_sshkdf) NONE(kdf_sskdf) NONE(kdf_x942_kdf) NONE(kdf_x963_kdf)

/* Of keys RSA and those on curves, of random generators the usual one. */
NONE(dh_keymgmt) NONE(dhx_keymgmt) NONE(dh_keyexch) NONE(dsa_keymgmt) NONE(dsa_signature) NONE(sm2_asym_cipher) NONE(sm2_signature)
NONE(msblob_to_dsa_decoder) NONE(msblob_to_rsa_decoder) NONE(pvk_to_dsa_decoder) NONE(pvk_to_rsa_decoder) NONE(file_store)
NONE(drbg_hash) NONE(drbg_ossl_hmac) NONE(test_rng)

/* Names, for what is looked up without a provider: the hash functions in the signatures of certificates. */
void openssl_add_all_ciphers_int(void) { }

void openssl_add_all_digests_int(void)
{
    EVP_add_digest(EVP_md5());
    EVP_add_digest(EVP_md5_sha1());
    EVP_add_digest(EVP_sha1());
    EVP_add_digest(EVP_sha224());
    EVP_add_digest(EVP_sha256());
    EVP_add_digest(EVP_sha384());
    EVP_add_digest(EVP_sha512());
}

/* A fetch tries all that is offered, and an empty table would leave an error in the thread's queue, which the next read on a TLS
   connection takes for its own. */
OSSL_provider_init_fn __real_ossl_default_provider_init, __wrap_ossl_default_provider_init;

static OSSL_DISPATCH s_provider[16];
static OSSL_ALGORITHM* s_offered[OSSL_OP__HIGHEST + 1];

static const OSSL_ALGORITHM* Offered(void* provider, int operation, int* isVolatile)
{
    (void)provider;
    *isVolatile = 0;
    return operation > 0 && operation <= OSSL_OP__HIGHEST ? s_offered[operation] : NULL;
}

static int Filter(OSSL_FUNC_provider_query_operation_fn* query, void* provider, int operation)
{
    int isVolatile;
    const OSSL_ALGORITHM* known = query(provider, operation, &isVolatile);
    if (known == NULL) return 1;
    size_t count = 0;
    while (known[count].algorithm_names != NULL) count++;
    OSSL_ALGORITHM* kept = calloc(count + 1, sizeof(OSSL_ALGORITHM));
    if (kept == NULL) return 0;
    s_offered[operation] = kept;
    for (; known->algorithm_names != NULL; known++)
    {
        if (known->implementation->function_id != 0) *kept++ = *known;
    }
    return 1;
}

int __wrap_ossl_default_provider_init(const OSSL_CORE_HANDLE* handle, const OSSL_DISPATCH* in, const OSSL_DISPATCH** out, void** provider)
{
    const OSSL_DISPATCH* own;
    if (!__real_ossl_default_provider_init(handle, in, &own, provider)) return 0;
    *out = s_provider;
    if (s_provider[0].function_id != 0) return 1;
    for (size_t i = 0; own[i].function_id != 0; i++)
    {
        if (i == sizeof(s_provider) / sizeof(s_provider[0]) - 1) return 0;
        s_provider[i] = own[i];
        if (own[i].function_id != OSSL_FUNC_PROVIDER_QUERY_OPERATION) continue;
        s_provider[i].function = (void (*)(void))Offered;
        for (int operation = 1; operation <= OSSL_OP__HIGHEST; operation++)
        {
            if (!Filter(OSSL_FUNC_provider_query_operation(&own[i]), *provider, operation)) return 0;
        }
    }
    return 1;
}
