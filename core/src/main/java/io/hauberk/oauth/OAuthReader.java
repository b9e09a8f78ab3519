package io.hauberk.oauth;

import io.hauberk.Handler;
import io.hauberk.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads from YAML what calls of an authorization server have in common. */
public final class OAuthReader {
    private static final AuthorizationServer FAULTY = AuthorizationServer.of("https://issuer.invalid");

    private final Settings settings;

    /** Of a filter. */
    public OAuthReader(Settings settings) {
        this.settings = settings;
    }

    /**
     * The server: {@code issuer}, a name from {@code issuers}, or {@code url}, its one endpoint; {@code service} is a service
     * by which it is reached.
     *
     * @param endpoint what {@code url} is, as metadata call it
     */
    public AuthorizationServer server(String endpoint) {
        List<AuthorizationServer> named = settings.named("issuer", AuthorizationServer.class);
        String url = settings.text("url");
        AuthorizationServer server = named.isEmpty() ? null : named.get(0);
        if (named.size() > 1) {
            settings.fault("issuer", "One issuer is asked here. Name one.");
        }
        if (server == null && url == null && !settings.has("issuer")) {
            settings.fault(
                    "issuer",
                    "Whom to ask is missing. Give issuer: NAME, one of issuers, or url: the " + endpoint + ".");
        }
        AuthorizationServer given = given(server, endpoint, url);
        List<Handler> services = settings.named("service", Handler.class);
        return services.isEmpty() ? given : given.fetching(services.get(0));
    }

    private AuthorizationServer given(@Nullable AuthorizationServer server, String endpoint, @Nullable String url) {
        if (url == null) {
            return server == null ? FAULTY : server;
        }
        try {
            return server == null ? AuthorizationServer.at(endpoint, url) : server.endpoint(endpoint, url);
        } catch (IllegalArgumentException e) {
            settings.fault("url", String.valueOf(e.getMessage()));
            return FAULTY;
        }
    }

    /** Who we are: {@code client}. */
    public OAuthClient client() {
        Settings block = settings.block("client");
        if (block == null) {
            settings.fault("client", "Who we are there is missing. Add client: { id, secret }.");
            return OAuthClient.of("invalid");
        }
        return OAuthClient.from(block);
    }

    Asked asked() {
        Asked asked = Asked.NOTHING.scopes(settings.texts("scopes").toArray(String[]::new));
        String audience = settings.text("audience");
        String resource = settings.text("resource");
        asked = audience == null ? asked : asked.audience(audience);
        return resource == null ? asked : asked.resource(resource);
    }
}
