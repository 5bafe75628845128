/* seal.c -- see seal.h.
 * Sealed: id of the key (4 bytes), time (8 bytes), both big endian, nonce (12), ciphertext, tag (16). Authenticated
 * besides: the name with its NUL, id and time.  With random nonces a key is good for 2^32 seals (SP 800-38D, 8.3). */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include "auth/seal.h"
#include "base/b64.h"

enum {
    ID = 4,
    TIME = 8,
    HEAD = ID + TIME,
    NONCE = 12,
    TAG = 16,
    OVERHEAD = HEAD + NONCE + TAG,
    LONGEST = TT_SEAL_MAX / 4 * 3 - OVERHEAD
};

static void put_number(unsigned char *to, uint64_t number, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--, number >>= 8)
        to[i] = (unsigned char)number;
}

static uint64_t get_number(const unsigned char *from, int bytes)
{
    uint64_t number = 0;

    for (int i = 0; i < bytes; i++)
        number = number << 8 | from[i];
    return number;
}

/* What goes through the cipher: N bytes after HEAD and the nonce, the tag behind them. */
typedef struct {
    const tt_seal_key *key;
    const char *name;
    unsigned char *head;
    int n;
} message;

/* Tells the cipher what is authenticated besides the text. */
static bool authenticate(EVP_CIPHER_CTX *c, const message *m)
{
    int n;

    return EVP_CipherUpdate(c, NULL, &n, (const unsigned char *)m->name, (int)strlen(m->name) + 1) == 1 &&
           EVP_CipherUpdate(c, NULL, &n, m->head, HEAD) == 1;
}

static bool encrypt(EVP_CIPHER_CTX *c, const message *m, const char *from)
{
    unsigned char *nonce = m->head + HEAD, *text = nonce + NONCE;
    int length = 0, last = 0;

    return RAND_bytes(nonce, NONCE) == 1 && EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, m->key->key, nonce) == 1 &&
           authenticate(c, m) &&
           (!m->n || EVP_EncryptUpdate(c, text, &length, (const unsigned char *)from, m->n) == 1) && length == m->n &&
           EVP_EncryptFinal_ex(c, text + m->n, &last) == 1 && !last &&
           EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, text + m->n) == 1;
}

const tt_error *tt_seal(apr_pool_t *p, const tt_seal_key *key, tt_seal_text what, const char **sealed)
{
    size_t n = strlen(what.text);
    message m = { .key = key, .name = what.name, .n = (int)n };
    EVP_CIPHER_CTX *c;
    tt_buf text;
    bool ok;

    if (n > LONGEST)
        return tt_error_internal(p, "%" APR_SIZE_T_FMT " bytes are too many to seal", n);
    m.head = apr_palloc(p, n + OVERHEAD);
    put_number(m.head, (uint32_t)key->id, ID);
    put_number(m.head + ID, (uint64_t)what.at, TIME);
    c = EVP_CIPHER_CTX_new();
    ok = c && encrypt(c, &m, what.text);
    EVP_CIPHER_CTX_free(c);
    if (!ok)
        return tt_error_internal(p, "AES-256-GCM failed");
    tt_buf_init(&text, p, (n + OVERHEAD) / 3 * 4 + 5, TT_SEAL_MAX + 1);
    tt_b64_encode(&text, m.head, n + OVERHEAD);
    *sealed = tt_buf_text(&text);
    return tt_buf_check(&text, "a sealed text");
}

/* Nothing of what is in TO may be used unless true. */
static bool decrypt(EVP_CIPHER_CTX *c, const message *m, unsigned char *to)
{
    unsigned char *nonce = m->head + HEAD, *text = nonce + NONCE;
    int length = 0, last = 0;

    return EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, m->key->key, nonce) == 1 && authenticate(c, m) &&
           (!m->n || EVP_DecryptUpdate(c, to, &length, text, m->n) == 1) && length == m->n &&
           EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, text + m->n) == 1 &&
           EVP_DecryptFinal_ex(c, to + m->n, &last) == 1 && !last;
}

static const tt_seal_key *key_of(const apr_array_header_t *keys, uint64_t id)
{
    for (int i = 0; i < keys->nelts; i++) {
        const tt_seal_key *key = &APR_ARRAY_IDX(keys, i, tt_seal_key);

        if ((uint32_t)key->id == id)
            return key;
    }
    return NULL;
}

const char *tt_unseal(apr_pool_t *p, const apr_array_header_t *keys, const char *name, const char *sealed, int64_t *at)
{
    size_t length = strnlen(sealed, TT_SEAL_MAX + 1), have = 0;
    message m = { .name = name, .head = length <= TT_SEAL_MAX ? tt_b64_decode(p, sealed, length, &have) : NULL };
    unsigned char *text;
    EVP_CIPHER_CTX *c;
    bool ok;

    if (!m.head || have < OVERHEAD)
        return NULL;
    m.n = (int)have - OVERHEAD;
    m.key = key_of(keys, get_number(m.head, ID));
    if (!m.key)
        return NULL;
    text = apr_pcalloc(p, (size_t)m.n + 1);
    c = EVP_CIPHER_CTX_new();
    ok = c && decrypt(c, &m, text);
    EVP_CIPHER_CTX_free(c);
    if (!ok) {
        OPENSSL_cleanse(text, (size_t)m.n);
        return NULL;
    }
    *at = (int64_t)get_number(m.head + ID, TIME);
    return (const char *)text;
}
