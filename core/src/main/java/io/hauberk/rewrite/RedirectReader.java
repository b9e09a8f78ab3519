package io.hauberk.rewrite;

import io.hauberk.Settings;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads a redirect. */
final class RedirectReader {
    private static final Set<String> STATUSES = Set.of("301", "302", "303", "307", "308");

    private final Settings settings;
    private Redirect redirect;

    private RedirectReader(Settings settings, Redirect redirect) {
        this.settings = settings;
        this.redirect = redirect;
    }

    static Redirect read(Settings settings, Redirect same) {
        RedirectReader reader = new RedirectReader(settings, same.path(PathChangeReader.read(settings)));
        String scheme = settings.text("scheme");
        String host = settings.text("host");
        int port = (int) settings.number("port", 0, 1, 65_535);
        reader.apply("scheme", scheme, r -> r.scheme(String.valueOf(scheme)));
        reader.apply("host", host, r -> r.host(String.valueOf(host)));
        reader.apply("port", port == 0 ? null : "", r -> r.port(port));
        int status = Integer.parseInt(settings.word("status", "302", STATUSES));
        reader.apply("status", "", r -> r.status(status));
        boolean leads = settings.has("scheme")
                || settings.has("host")
                || settings.has("port")
                || settings.has("prefix")
                || settings.has("path");
        if (!leads) {
            settings.fault("host", "redirect leads nowhere else. Give it scheme, host, port, prefix or path.");
        }
        return reader.redirect;
    }

    private void apply(String name, @Nullable String given, UnaryOperator<Redirect> change) {
        if (given == null) {
            return;
        }
        try {
            redirect = change.apply(redirect);
        } catch (IllegalArgumentException e) {
            settings.fault(name, String.valueOf(e.getMessage()));
        }
    }
}
