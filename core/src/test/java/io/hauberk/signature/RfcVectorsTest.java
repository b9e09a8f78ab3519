package io.hauberk.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Exchange;
import io.hauberk.Headers;
import io.hauberk.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The test vectors of RFC 9421, appendix B.2. */
class RfcVectorsTest {
    private static final String RSA_PSS = """
            -----BEGIN PUBLIC KEY-----
            MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2
            +QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+
            oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq
            gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W
            Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4
            aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI
            2wIDAQAB
            -----END PUBLIC KEY-----
            """;
    private static final String P256 =
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivAxzic30tMM4GF+hR6D"
                    + "xh71Z50VGGdldkkDXZCnTNnoXQ==";
    private static final String ED25519 = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
    private static final String SECRET =
            "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==";

    private static Request request(String input, String signature) {
        return Request.of(
                Exchange.begin(io.hauberk.Ticker.system()),
                "POST",
                "https",
                "example.com",
                "/foo",
                "param=Value&Pet=dog",
                Headers.of(
                        "Host",
                        "example.com",
                        "Date",
                        "Tue, 20 Apr 2021 02:07:55 GMT",
                        "Content-Type",
                        "application/json",
                        "Content-Digest",
                        "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
                        "Content-Length",
                        "18",
                        "Signature-Input",
                        input,
                        "Signature",
                        signature),
                Body.of("{\"hello\": \"world\"}"));
    }

    private static boolean verified(VerificationKey key, String input, String signature) {
        Request request = request(input, signature);
        List<Presented> all = Objects.requireNonNull(Presented.of(request.headers(), null));
        assertThat(all).hasSize(1);
        byte[] base =
                Objects.requireNonNull(Components.sent(request).base(all.get(0).covered()));
        byte[] other = base.clone();
        other[3] ^= 1;
        assertThat(key.verifies(other, all.get(0).value())).isFalse();
        return key.verifies(base, all.get(0).value());
    }

    @Test
    void b22SelectiveByRsaPss() throws Exception {
        assertThat(verified(
                        PublicKeys.read(RSA_PSS, null),
                        "sig-b22=(\"@authority\" \"content-digest\" \"@query-param\";name=\"Pet\");created=1618884473;"
                                + "keyid=\"test-key-rsa-pss\";tag=\"header-example\"",
                        "sig-b22=:LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJy"
                                + "E5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYh"
                                + "pTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSB"
                                + "VkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==:"))
                .isTrue();
    }

    @Test
    void b23FullByRsaPss() throws Exception {
        assertThat(verified(
                        PublicKeys.read(RSA_PSS, null),
                        "sig-b23=(\"date\" \"@method\" \"@path\" \"@query\" \"@authority\" \"content-type\" \"content-digest\""
                                + " \"content-length\");created=1618884473;keyid=\"test-key-rsa-pss\"",
                        "sig-b23=:bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qR"
                                + "pRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pF"
                                + "kh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH8"
                                + "96+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==:"))
                .isTrue();
    }

    @Test
    void b24AnAnswerByEcdsaOnP256() throws Exception {
        String base = """
                "@status": 200
                "content-type": application/json
                "content-digest": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:
                "content-length": 23
                "@signature-params": ("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256\"""";
        byte[] signature = Base64.getDecoder()
                .decode("wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==");
        VerificationKey key = PublicKeys.read(P256, null);
        assertThat(key.verifies(base.getBytes(StandardCharsets.US_ASCII), signature))
                .isTrue();
        assertThat(key.verifies(base.getBytes(StandardCharsets.US_ASCII), new byte[64]))
                .isFalse();
    }

    @Test
    void b25ByHmac() {
        assertThat(verified(
                        VerificationKey.secret(Base64.getDecoder().decode(SECRET)),
                        "sig-b25=(\"date\" \"@authority\" \"content-type\");created=1618884473;keyid=\"test-shared-secret\"",
                        "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:"))
                .isTrue();
    }

    @Test
    void b26ByEd25519() throws Exception {
        assertThat(
                        verified(
                                PublicKeys.read(ED25519, null),
                                "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");"
                                        + "created=1618884473;keyid=\"test-key-ed25519\"",
                                "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"))
                .isTrue();
    }
}
