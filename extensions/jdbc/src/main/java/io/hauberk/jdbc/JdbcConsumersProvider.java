package io.hauberk.jdbc;

import io.hauberk.Consumers;
import io.hauberk.ConsumersProvider;
import io.hauberk.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads {@code consumersFrom: { jdbc: "jdbc:postgresql://db/shop", user: shop, passwordFile: /run/secrets/db }}. */
public final class JdbcConsumersProvider implements ConsumersProvider {
    /** Found by {@link java.util.ServiceLoader}. */
    public JdbcConsumersProvider() {}

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public @Nullable Consumers read(Settings settings) {
        String url = settings.requiredText("jdbc");
        String user = settings.text("user");
        String password = settings.text("password");
        Path passwordFile = settings.file("passwordFile");
        if (password != null && passwordFile != null) {
            settings.fault("passwordFile", "There is a password and a file with one. Leave out one of them.");
            return null;
        }
        if (!url.startsWith("jdbc:")) {
            if (!url.isEmpty()) {
                settings.fault("jdbc", "The URL of a database begins with jdbc:, such as jdbc:postgresql://db/shop.");
            }
            return null;
        }
        return JdbcConsumers.in(new Driven(url, user, password, passwordFile));
    }
}
