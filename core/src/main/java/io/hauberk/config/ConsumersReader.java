package io.hauberk.config;

import io.hauberk.jwt.Issuer;
import io.hauberk.route.ValuePattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Reads {@code consumers:} of all files. */
final class ConsumersReader {
    private static final int SHA256 = 64;

    private final Reading reading;
    private final Set<String> plans;
    private final List<Issuer> issuers;
    private final Map<String, Consumer> consumers = new LinkedHashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>();

    /** For a file with these plans and issuers. */
    ConsumersReader(Reading reading, Set<String> plans, List<Issuer> issuers) {
        this.reading = reading;
        this.plans = plans;
        this.issuers = issuers;
    }

    List<Consumer> read(Document document) {
        for (NodeSettings file : document.all()) {
            NodeSettings block = file.block("consumers");
            if (block == null) {
                continue;
            }
            for (String name : block.names()) {
                if (!name.startsWith("x-")) {
                    consumer(block, name);
                }
            }
        }
        return new ArrayList<>(consumers.values());
    }

    private void consumer(NodeSettings block, String name) {
        Place place = block.place(name);
        Place first = places.putIfAbsent(name, place);
        if (first != null) {
            block.node(name);
            reading.error(place, "There is a consumer \"" + name + "\" at " + first + " already. Rename one of them.");
            return;
        }
        NodeSettings settings = block.block(name);
        if (settings == null) {
            return;
        }
        secrets(
                settings,
                "keys",
                key -> key.startsWith("sha256:") && isHash(key.substring(7)),
                "\"sha256:\" and 64 hexadecimal digits: the hash of the key");
        secrets(
                settings,
                "passwords",
                word -> word.startsWith("pbkdf2:") && word.length() > 7,
                "\"pbkdf2:\" and a hash: the password itself is never in the file");
        secrets(settings, "secrets", secret -> !secret.isEmpty(), "not empty");
        List<Consumer.Subject> subjects = subjects(settings, identities(settings, "subjects", name));
        List<String> peers = identities(settings, "peers", name);
        checkPatterns(settings, peers);
        String plan = settings.text("plan");
        if (plan != null && !plans.contains(plan)) {
            settings.fault("plan", "There is no plan \"" + plan + "\"." + Suggestion.sentence(plan, plans));
        }
        consumers.put(name, new Consumer(name, subjects, peers, plan, Set.copyOf(settings.texts("groups"))));
    }

    /** A subject is written as the URL of its issuer, a slash, and what the issuer calls it. */
    private List<Consumer.Subject> subjects(NodeSettings settings, List<String> texts) {
        List<Consumer.Subject> subjects = new ArrayList<>();
        for (String text : texts) {
            Issuer issuer = null;
            for (Issuer candidate : issuers) {
                boolean fits = text.startsWith(withSlash(candidate.url()));
                boolean closer = issuer == null
                        || candidate.url().length() > issuer.url().length();
                issuer = fits && closer ? candidate : issuer;
            }
            if (issuer != null) {
                subjects.add(new Consumer.Subject(
                        issuer.url(), text.substring(withSlash(issuer.url()).length())));
            } else if (!text.isBlank()) {
                settings.fault(
                        "subjects",
                        "\"" + text
                                + "\" is a subject of none of the issuers. Write the URL of one of them, a slash, and"
                                + " the subject.");
            }
        }
        return subjects;
    }

    private static String withSlash(String url) {
        return url.endsWith("/") ? url : url + '/';
    }

    private static void checkPatterns(NodeSettings settings, List<String> peers) {
        for (String peer : peers) {
            try {
                ValuePattern.of(peer);
            } catch (IllegalArgumentException e) {
                settings.fault("peers", String.valueOf(e.getMessage()));
            }
        }
    }

    private static void secrets(NodeSettings settings, String key, Predicate<String> right, String form) {
        List<String> all = settings.texts(key);
        for (int i = 0; i < all.size(); i++) {
            if (!right.test(all.get(i))) {
                settings.fault(
                        key, "Entry " + (i + 1) + " of " + key + " is not of the right form: it must be " + form + ".");
            }
        }
    }

    private static boolean isHash(String text) {
        return text.length() == SHA256 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    /** Names by which a consumer is recognised; nobody else may have them. */
    private List<String> identities(NodeSettings settings, String key, String consumer) {
        List<String> all = settings.texts(key);
        for (String identity : all) {
            String owner = owners.putIfAbsent(key + ' ' + identity, consumer);
            if (identity.isBlank()) {
                settings.fault(key, "One of the " + key + " is empty. Remove it.");
            } else if (owner != null && !owner.equals(consumer)) {
                settings.fault(
                        key,
                        "\"" + identity + "\" is one of the " + key + " of " + owner + ", too. Remove one of them.");
            }
        }
        return all;
    }
}
