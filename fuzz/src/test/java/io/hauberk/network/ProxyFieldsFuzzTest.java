package io.hauberk.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.hauberk.Headers;

class ProxyFieldsFuzzTest {
    private static final TrustedProxies PROXIES = TrustedProxies.of("10.0.0.0/8", "fd00::/8");

    @FuzzTest
    void whatProxiesSayIsReadOrNotBelieved(FuzzedDataProvider data) {
        Headers headers;
        try {
            headers = Headers.of(
                    "Forwarded",
                    data.consumeAsciiString(200),
                    "X-Forwarded-For",
                    data.consumeAsciiString(100),
                    "X-Forwarded-Proto",
                    data.consumeAsciiString(20),
                    "X-Forwarded-Host",
                    data.consumeAsciiString(100),
                    "Forwarded",
                    data.consumeRemainingAsAsciiString());
        } catch (IllegalArgumentException e) {
            return; // No container lets these through.
        }
        holds(Forwarded.read(headers, PROXIES));
        holds(XForwarded.read(headers, PROXIES));
    }

    private static void holds(Client client) {
        if (client.authority() != null) {
            assertThat(Authority.valid(client.authority())).isTrue();
            assertThat(client.authority()).doesNotContain("/", "@", " ", "#", "?");
        }
        if (client.scheme() != null) {
            assertThat(client.scheme()).isIn("http", "https");
        }
    }

    @FuzzTest
    void listsAreTakenApart(FuzzedDataProvider data) {
        String list = data.consumeRemainingAsString();
        for (String element : Tokens.of(list)) {
            assertThat(list).contains(element);
            assertThat(Tokens.contains(list, element)).isTrue();
        }
        Via.names(list, "edge");
    }
}
