package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

class TokenFuzzTest {
    @FuzzTest
    void aTokenIsTakenApartOrRefused(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        Token token = Token.parse(text);
        if (token != null) {
            assertThat(text)
                    .startsWith(token.signed())
                    .endsWith('.' + token.signature().toString());
            assertThat(text.chars().filter(c -> c == '.')).hasSize(2);
        }
    }

    @FuzzTest
    void itsPartsAreTakenApartOrRefused(FuzzedDataProvider data) {
        String header = encoded(data.consumeString(2_000));
        Token token = Token.parse(header + '.' + encoded(data.consumeRemainingAsString()) + ".AA");
        if (token != null) {
            assertThat(token.headerText("alg")).isEqualTo(token.header().get("alg") instanceof String alg ? alg : null);
            assertThat(token.claimText("iss")).isEqualTo(token.claims().get("iss") instanceof String iss ? iss : null);
        }
    }

    @FuzzTest
    void base64UrlHasOneFormOnly(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        byte[] bytes = Base64Url.decode(text, 0, text.length());
        if (bytes != null) {
            assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                    .isEqualTo(text);
        }
    }

    @FuzzTest
    void queriesAreSearched(FuzzedDataProvider data) {
        Found found = new Found(data.consumeBoolean());
        TokenSource.parameters(data.consumeRemainingAsString(), "token", found);
        if (found.count() == 1) {
            assertThat(found.text()).isNotNull();
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
