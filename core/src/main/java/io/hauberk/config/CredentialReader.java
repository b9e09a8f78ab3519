package io.hauberk.config;

import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.basic.Password;
import io.hauberk.credential.NamePattern;
import io.hauberk.jwt.Issuer;
import io.hauberk.signature.PublicKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the credentials of one consumer after the other. No message shows one. */
final class CredentialReader {
    private static final int SHA256 = 64;
    private static final int MAX_KEY_FILE = 16 * 1024;

    private final List<Issuer> issuers;
    private final Map<String, String> owners = new HashMap<>();

    CredentialReader(List<Issuer> issuers) {
        this.issuers = issuers;
    }

    List<Credential> read(NodeSettings settings, String consumer) {
        List<Credential> all = new ArrayList<>();
        each(settings, "keys", "key", consumer, all, this::key);
        each(settings, "passwords", "password", consumer, all, (block, text) -> password(block, text, consumer));
        each(settings, "secrets", "secret", consumer, all, (block, text) -> secret(block, text, consumer));
        each(settings, "publicKeys", "key", consumer, all, (block, text) -> publicKey(block, text, consumer));
        each(settings, "subjects", "subject", consumer, all, this::subject);
        each(settings, "peers", "peer", consumer, all, this::peer);
        return all;
    }

    private void each(
            NodeSettings settings, String list, String key, String consumer, List<Credential> all, Reader reader) {
        int number = 0;
        for (NodeSettings block : settings.nested(list, key)) {
            number++;
            String text = block.text(key);
            Instant expires = expires(block);
            Credential credential = reader.read(block, text == null ? "" : text.strip());
            if (credential == null) {
                continue;
            }
            if (credential.id().isBlank()) {
                settings.fault(list, "Entry " + number + " of " + list + " is empty. Remove it.");
                continue;
            }
            String owner = owners.putIfAbsent(credential.kind() + " " + credential.id(), consumer);
            if (owner != null && !owner.equals(consumer)) {
                settings.fault(list, sharing(list, credential, owner));
                continue;
            }
            all.add(credential.expires(expires));
        }
    }

    private static String sharing(String list, Credential credential, String owner) {
        String what = credential.kind() == Kind.KEY
                ? "A key"
                : "\"" + credential.id().substring(credential.id().indexOf(' ') + 1) + "\"";
        if (credential.kind() == Kind.SUBJECT) {
            what = "\"" + credential.id().replace(' ', '/') + "\"";
        }
        return what + " is one of the " + list + " of " + owner + ", too. Remove one of them.";
    }

    private static @Nullable Instant expires(NodeSettings block) {
        String text = block.text("expires");
        if (text == null) {
            return null;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text.toUpperCase(Locale.ROOT));
        } catch (DateTimeParseException e) {
            block.fault(
                    "expires",
                    "\"" + text
                            + "\" is no moment. Write a date such as 2027-01-31, from whose beginning in UTC on the entry"
                            + " counts no longer, or a time such as 2027-01-31T12:00:00Z.");
            return null;
        }
    }

    private @Nullable Credential key(NodeSettings block, String text) {
        boolean right = text.startsWith("sha256:") && isHash(text.substring(7));
        if (!right) {
            block.fault(
                    "key",
                    "This entry of keys is not of the right form: it must be \"sha256:\" and 64 hexadecimal digits: the"
                            + " hash of the key. bin/hauberk hash key makes one.");
            return null;
        }
        return Credential.of(Kind.KEY, text.substring(7).toLowerCase(Locale.ROOT), "");
    }

    private static boolean isHash(String text) {
        return text.length() == SHA256 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    private @Nullable Credential password(NodeSettings block, String text, String consumer) {
        String user = named(block, "user", consumer);
        if (!text.startsWith("pbkdf2:") || text.length() == 7) {
            block.fault(
                    "password",
                    "This entry of passwords is not of the right form: it must be \"pbkdf2:\" and a hash: the password"
                            + " itself is never in the file. bin/hauberk hash password makes one.");
            return null;
        }
        if (!Password.isHash(text)) {
            block.warning(
                    "password",
                    "Nobody can log in with this password: its hash is not what bin/hauberk hash password makes, "
                            + Password.FORM + ". Make a new one.");
        }
        return Credential.of(Kind.PASSWORD, user, text);
    }

    private Credential secret(NodeSettings block, String text, String consumer) {
        if (text.isEmpty()) {
            block.fault("secret", "This entry of secrets is not of the right form: it must be not empty.");
        }
        return Credential.of(Kind.SECRET, named(block, "id", consumer), text);
    }

    private @Nullable Credential publicKey(NodeSettings block, String text, String consumer) {
        String id = named(block, "id", consumer);
        String algorithm = block.word("algorithm", "", PublicKeys.ALGORITHMS);
        Path file = block.file("file");
        String pem = file == null ? text : contents(block, file);
        if (pem == null) {
            return null;
        }
        try {
            PublicKeys.read(pem, algorithm.isEmpty() ? null : algorithm);
        } catch (GeneralSecurityException e) {
            block.fault(file == null ? "key" : "file", String.valueOf(e.getMessage()));
            return null;
        }
        Credential credential = Credential.of(Kind.PUBLIC_KEY, id, pem);
        return algorithm.isEmpty() ? credential : credential.algorithm(algorithm);
    }

    private static @Nullable String contents(NodeSettings block, Path file) {
        try {
            if (Files.size(file) <= MAX_KEY_FILE) {
                return Files.readString(file);
            }
            block.fault("file", "The file of a public key is small, but " + file + " is not. Name the right one.");
        } catch (IOException e) {
            block.fault("file", "The public key cannot be read from " + file + ": " + e.getMessage() + ".");
        }
        return null;
    }

    private static String named(NodeSettings block, String key, String consumer) {
        String text = block.text(key);
        if (text != null && text.isBlank()) {
            block.fault(key, key + " is empty. Leave it out for the consumer's own name.");
        }
        return text == null || text.isBlank() ? consumer : text;
    }

    /** A subject is written as the URL of its issuer, a slash, and what the issuer calls it. */
    private @Nullable Credential subject(NodeSettings block, String text) {
        Issuer issuer = null;
        for (Issuer candidate : issuers) {
            boolean fits = text.startsWith(withSlash(candidate.url()));
            boolean closer =
                    issuer == null || candidate.url().length() > issuer.url().length();
            issuer = fits && closer ? candidate : issuer;
        }
        if (issuer == null) {
            if (text.isEmpty()) {
                return Credential.of(Kind.SUBJECT, "", "");
            }
            block.fault(
                    "subject",
                    "\"" + text
                            + "\" is a subject of none of the issuers. Write the URL of one of them, a slash, and"
                            + " the subject.");
            return null;
        }
        String principal = text.substring(withSlash(issuer.url()).length());
        return Credential.of(Kind.SUBJECT, Credential.subject(issuer.url(), principal), "");
    }

    private static String withSlash(String url) {
        return url.endsWith("/") ? url : url + '/';
    }

    private @Nullable Credential peer(NodeSettings block, String text) {
        try {
            if (!text.isEmpty()) {
                NamePattern.of(text);
            }
        } catch (IllegalArgumentException e) {
            block.fault("peer", String.valueOf(e.getMessage()));
            return null;
        }
        return Credential.of(Kind.PEER, text, "");
    }

    @FunctionalInterface
    private interface Reader {
        @Nullable Credential read(NodeSettings block, String text);
    }
}
