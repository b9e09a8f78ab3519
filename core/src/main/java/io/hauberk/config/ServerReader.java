package io.hauberk.config;

import io.hauberk.config.Server.Admin;
import io.hauberk.config.Server.Threads;
import io.hauberk.config.Server.Tls;
import io.hauberk.identity.CertificateFiles;
import io.hauberk.identity.Identity;
import io.hauberk.identity.ServerTls;
import io.hauberk.identity.ServerTls.Clients;
import io.hauberk.identity.ServerTls.Mode;
import io.hauberk.network.HeadLimits;
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

    /**
     * What it says; {@code streams} tells whether bodies are streamed through, which is better done on virtual threads,
     * {@code identity} whether the file has an identity block.
     */
    static Server read(@Nullable NodeSettings settings, boolean streams, boolean identity) {
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
                tls(settings.block("tls"), identity),
                HeadLimits.standard());
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

    private static @Nullable Tls tls(@Nullable NodeSettings settings, boolean identity) {
        if (settings == null) {
            return null;
        }
        ServerTls how = new ServerTls(
                Clients.valueOf(word(settings, "clients", "none", Set.of("none", "optional", "required"))),
                Mode.valueOf(word(settings, "mode", "strict", Set.of("strict", "permissive"))));
        if (!settings.has("certificate") && !settings.has("privateKey") && !settings.has("trust")) {
            if (!identity) {
                settings.fault(
                        "certificate",
                        "server.tls needs certificate and privateKey, or an identity block, whose certificate it shows.");
            }
            return new Tls(null, how);
        }
        Path certificate = requiredFile(settings, "certificate");
        Path privateKey = requiredFile(settings, "privateKey");
        Path trust = readable(settings, "trust", settings.file("trust"));
        if (how.clients() != Clients.NONE && !settings.has("trust")) {
            settings.fault(
                    "clients",
                    "clients \"" + how.clients().name().toLowerCase(Locale.ROOT)
                            + "\" needs trust: the file with the authorities whose clients are let in.");
        }
        if (certificate == null || privateKey == null) {
            return null;
        }
        CertificateFiles files = CertificateFiles.pem(certificate, privateKey, trust == null ? certificate : trust);
        if (trust != null || !settings.has("trust")) {
            check(settings, files);
        }
        return new Tls(files, how);
    }

    private static String word(NodeSettings settings, String name, String otherwise, Set<String> words) {
        return settings.word(name, otherwise, words).toUpperCase(Locale.ROOT);
    }

    /** Whether the files can be used; they are read again when the server starts. */
    private static void check(NodeSettings settings, CertificateFiles files) {
        try {
            Identity.of(files).close();
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
