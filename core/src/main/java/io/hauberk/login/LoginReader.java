package io.hauberk.login;

import io.hauberk.Settings;
import io.hauberk.jwt.Issuer;
import io.hauberk.oauth.OAuthReader;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Reads a {@code login} filter from YAML. */
final class LoginReader {
    private static final String STANDIN = "stands in for a secret that is missing";

    private final Settings settings;
    private Terms terms;

    LoginReader(Settings settings) {
        this.settings = settings;
        List<Issuer> issuers = settings.named("issuer", Issuer.class);
        if (issuers.size() != 1) {
            settings.fault("issuer", "login needs one issuer, a name from issuers.");
        }
        Issuer issuer = issuers.isEmpty() ? Issuer.of("https://issuer.invalid") : issuers.get(0);
        List<String> secrets = settings.texts("secrets");
        if (!settings.has("secrets")) {
            settings.fault(
                    "secrets",
                    "login needs secrets, what cookies are sealed by: secrets: [ \"${NAME}\" ]. Make one by: openssl rand"
                            + " -base64 32");
        }
        this.terms = Terms.of(
                issuer,
                new OAuthReader(settings).client(),
                "https://origin.invalid",
                secrets.isEmpty() ? List.of(STANDIN) : secrets);
    }

    Login read() {
        String origin = settings.requiredText("origin");
        if (!origin.isEmpty()) {
            change("origin", it -> it.at(origin));
        }
        List<String> scopes = settings.texts("scopes");
        if (!scopes.isEmpty()) {
            change("scopes", it -> it.asking(scopes));
        }
        String callback = path("callback", terms.callback());
        String logout = path("logout", terms.logout());
        String afterLogout = path("afterLogout", terms.afterLogout());
        change("callback", it -> it.paths(callback, logout, afterLogout));
        Duration session = settings.duration("session");
        if (session != null) {
            change("session", it -> it.session(session));
        }
        String cookie = settings.text("cookie");
        String sameSite = settings.word("sameSite", "lax", Set.of("lax", "strict"));
        String site = sameSite.substring(0, 1).toUpperCase(Locale.ROOT) + sameSite.substring(1);
        change("cookie", it -> it.cookies(new Cookies(cookie == null ? "hauberk" : cookie, site)));
        try {
            return new Login(terms);
        } catch (IllegalArgumentException e) {
            settings.fault("secrets", String.valueOf(e.getMessage()));
            return new Login(Terms.of(terms.issuer(), terms.client(), terms.origin(), List.of(STANDIN)));
        }
    }

    private String path(String name, String otherwise) {
        String path = settings.text(name);
        return path == null ? otherwise : path;
    }

    private void change(String name, UnaryOperator<Terms> change) {
        try {
            terms = change.apply(terms);
        } catch (IllegalArgumentException e) {
            settings.fault(name, String.valueOf(e.getMessage()));
        }
    }
}
