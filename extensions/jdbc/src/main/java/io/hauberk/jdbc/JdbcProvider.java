package io.hauberk.jdbc;

import io.hauberk.CounterStore;
import io.hauberk.CounterStoreProvider;
import io.hauberk.Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code stores: { quotas: { jdbc: "jdbc:postgresql://db/shop", user: shop, passwordFile: /run/secrets/db } }}. */
public final class JdbcProvider implements CounterStoreProvider {
    private static final int MAX_THREADS = 64;

    /** Found by {@link java.util.ServiceLoader}. */
    public JdbcProvider() {}

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public @Nullable CounterStore read(String name, Settings store) {
        String url = store.requiredText("jdbc");
        String user = store.text("user");
        String password = store.text("password");
        Path passwordFile = store.file("passwordFile");
        String table = store.text("table");
        boolean create = store.flag("createTable", false);
        int threads = (int) store.number("threads", 8, 1, MAX_THREADS);
        Duration cleanEvery = store.duration("cleanEvery");
        if (url.isEmpty()) {
            return null;
        }
        if (!url.startsWith("jdbc:")) {
            store.fault("jdbc", "The URL of a database begins with jdbc:, such as jdbc:postgresql://db/shop.");
            return null;
        }
        if (password != null && passwordFile != null) {
            store.fault("passwordFile", "There is a password and a file with one. Leave out one of them.");
            return null;
        }
        Jdbc jdbc = Jdbc.in(() -> new Driven(url, user, password, passwordFile));
        jdbc = jdbc.named(name).createTable(create).threads(threads);
        String key = "table";
        try {
            jdbc = table == null ? jdbc : jdbc.table(table);
            key = "cleanEvery";
            return cleanEvery == null ? jdbc : jdbc.cleanEvery(cleanEvery);
        } catch (IllegalArgumentException e) {
            store.fault(key, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
