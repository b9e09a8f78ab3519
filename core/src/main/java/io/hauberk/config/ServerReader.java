package io.hauberk.config;

import io.hauberk.config.Server.Admin;
import io.hauberk.config.Server.Clients;
import io.hauberk.config.Server.Threads;
import io.hauberk.config.Server.Tls;
import io.hauberk.identity.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code server:}. */
final class ServerReader {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int VIRTUAL_SINCE = 21;

    private ServerReader() {}

    /** What it says; {@code streams} tells whether bodies are streamed through, which is better done on virtual threads. */
    static Server read(@Nullable NodeSettings settings, boolean streams) {
        Threads fitting = streams && Runtime.version().feature() >= VIRTUAL_SINCE ? Threads.VIRTUAL : Threads.PLATFORM;
        if (settings == null) {
            return Server.DEFAULT.on(fitting);
        }
        int port = (int) settings.number("port", Server.DEFAULT.port(), 0, 65_535);
        String address = address(settings);
        Threads threads = settings.has("threads") ? threads(settings) : fitting;
        Duration drain = settings.durationOrZero("drain");
        Admin admin = admin(settings.block("admin"));
        if (admin != null && admin.port() == port && port != 0) {
            settings.fault(
                    "admin", "server.admin listens on port " + port + ", and so does the server. Choose another.");
        }
        return new Server(
                port,
                address,
                threads,
                drain == null ? Server.DEFAULT.drain() : drain,
                admin,
                tls(settings.block("tls")));
    }

    private static @Nullable String address(NodeSettings settings) {
        return settings.has("address") ? settings.requiredText("address") : null;
    }

    private static Threads threads(NodeSettings settings) {
        String word = settings.word("threads", "platform", Set.of("platform", "virtual"));
        if (word.equals("virtual") && Runtime.version().feature() < VIRTUAL_SINCE) {
            settings.fault(
                    "threads",
                    "threads \"virtual\" needs Java 21 or newer, but this is Java "
                            + Runtime.version().feature() + ". Write platform, or run it on a newer Java.");
        }
        return Threads.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static @Nullable Admin admin(@Nullable NodeSettings settings) {
        if (settings == null) {
            return null;
        }
        if (!settings.has("port")) {
            settings.fault("port", "server.admin needs a port.");
        }
        String address = address(settings);
        return new Admin((int) settings.number("port", 0, 0, 65_535), address == null ? LOOPBACK : address);
    }

    private static @Nullable Tls tls(@Nullable NodeSettings settings) {
        if (settings == null) {
            return null;
        }
        Path certificate = requiredFile(settings, "certificate");
        Path privateKey = requiredFile(settings, "privateKey");
        Path trust = readable(settings, "trust", settings.file("trust"));
        String clients = settings.word("clients", "none", Set.of("none", "optional", "required"));
        if (!clients.equals("none") && !settings.has("trust")) {
            settings.fault(
                    "clients",
                    "clients \"" + clients + "\" needs trust: the file with the authorities whose clients are let in.");
        }
        if (certificate == null || privateKey == null) {
            return null;
        }
        if (trust != null || !settings.has("trust")) {
            check(settings, certificate, privateKey, trust == null ? certificate : trust);
        }
        return new Tls(certificate, privateKey, trust, Clients.valueOf(clients.toUpperCase(Locale.ROOT)));
    }

    /** Whether the files can be used; they are read again when the server starts. */
    private static void check(NodeSettings settings, Path certificate, Path privateKey, Path trust) {
        try {
            Identity.pem(certificate, privateKey, trust).close();
        } catch (IllegalArgumentException e) {
            settings.fault("certificate", String.valueOf(e.getMessage()));
        }
    }

    static @Nullable Path requiredFile(NodeSettings settings, String name) {
        if (!settings.has(name)) {
            settings.fault(name, settings.what() + " needs " + name + ".");
        }
        return readable(settings, name, settings.file(name));
    }

    static @Nullable Path readable(NodeSettings settings, String name, @Nullable Path file) {
        if (file != null && !Files.isReadable(file)) {
            settings.fault(
                    name,
                    "The file " + file + " cannot be read. Put it there with the right permissions, or name another.");
            return null;
        }
        return file;
    }
}
