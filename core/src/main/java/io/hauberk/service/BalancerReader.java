package io.hauberk.service;

import io.hauberk.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads {@code balance:}, a word or a block with one name. */
final class BalancerReader {
    private static final Set<String> WORDS =
            Set.of("leastRequest", "roundRobin", "random", "peakEwma", "ringHash", "maglev", "sticky");
    private static final String WORD = "rule";

    private final Settings owner;

    BalancerReader(Settings owner) {
        this.owner = owner;
    }

    Balancer read(Balancer defaults) {
        List<Settings> blocks = owner.blocks("balance", WORD);
        if (blocks.isEmpty()) {
            return defaults;
        }
        if (blocks.size() > 1) {
            owner.fault("balance", "There is one balance for a service, but this is a list of " + blocks.size() + ".");
        }
        Settings block = blocks.get(0);
        if (block.has(WORD)) {
            return word(block, block.word(WORD, defaults.toString(), WORDS), defaults);
        }
        if (block.names().size() != 1 || !WORDS.contains(block.names().get(0))) {
            owner.fault("balance", "balance is one of " + String.join(", ", new TreeSet<>(WORDS)) + ", alone.");
            block.names().forEach(block::block);
            return defaults;
        }
        return parameters(block, block.names().get(0), defaults);
    }

    private static Balancer word(Settings block, String word, Balancer defaults) {
        return switch (word) {
            case "leastRequest" -> Balancer.leastRequest();
            case "roundRobin" -> Balancer.roundRobin();
            case "random" -> Balancer.random();
            case "peakEwma" -> Balancer.peakEwma();
            case "ringHash", "maglev" -> {
                block.fault(WORD, word + " needs a key. Write { " + word + ": { header: x-user } }, for example.");
                yield defaults;
            }
            case "sticky" -> {
                block.fault(WORD, "sticky needs a cookie. Write { sticky: { cookie: name } }.");
                yield defaults;
            }
            default -> defaults;
        };
    }

    private Balancer parameters(Settings block, String name, Balancer defaults) {
        List<Settings> all = block.blocks(name, name.equals("sticky") ? "cookie" : "key");
        if (all.size() != 1) {
            block.fault(name, name + " is one block of parameters.");
            return defaults;
        }
        Settings its = all.get(0);
        return switch (name) {
            case "peakEwma" -> ewma(its);
            case "ringHash", "maglev" -> hash(its, name.equals("maglev"), defaults);
            case "sticky" -> sticky(its, defaults);
            default -> {
                its.names().forEach(its::text);
                if (!its.names().isEmpty()) {
                    block.fault(name, name + " has no parameters. Write balance: " + name + ".");
                }
                yield word(its, name, defaults);
            }
        };
    }

    private static Balancer ewma(Settings its) {
        Duration decay = its.duration("decay");
        Duration penalty = its.duration("penalty");
        boolean penalise = its.flag("penalise", true);
        if (!penalise && penalty != null) {
            its.fault("penalty", "Failures that are not penalised have no penalty. Leave penalty or penalise out.");
        }
        PeakEwma read = Balancer.peakEwma();
        try {
            read = decay == null ? read : read.decay(decay);
        } catch (IllegalArgumentException e) {
            its.fault("decay", String.valueOf(e.getMessage()));
        }
        read = penalty == null ? read : read.penalty(penalty);
        return penalise ? read : read.unpenalised();
    }

    private static Balancer hash(Settings its, boolean maglev, Balancer defaults) {
        HashKey key = new HashKeyReader(its).read();
        String bound = its.text("boundedLoad");
        long size = maglev && its.has("tableSize") ? its.number("tableSize", 65_537, 2, 5_000_011) : 0;
        if (key == null) {
            return defaults;
        }
        ConsistentHash read = maglev ? Balancer.maglev(key) : Balancer.ringHash(key);
        try {
            read = size == 0 ? read : read.tableSize((int) size);
        } catch (IllegalArgumentException e) {
            its.fault("tableSize", String.valueOf(e.getMessage()));
        }
        return bound == null ? read : bounded(its, read, bound);
    }

    private static ConsistentHash bounded(Settings its, ConsistentHash read, String bound) {
        if (bound.equals("off") || bound.equals("false")) {
            return read.unbounded();
        }
        try {
            return read.boundedLoad(Double.parseDouble(bound));
        } catch (NumberFormatException e) {
            its.fault("boundedLoad", "boundedLoad is a factor from 1 to 100, or off, but this is \"" + bound + "\".");
        } catch (IllegalArgumentException e) {
            its.fault("boundedLoad", String.valueOf(e.getMessage()));
        }
        return read;
    }

    private static Balancer sticky(Settings its, Balancer defaults) {
        StickyCookie cookie = StickyCookie.from(its);
        Balancer others = new BalancerReader(its).read(Balancer.leastRequest());
        if (others.cookie() != null) {
            its.fault(
                    "balance",
                    "Within sticky, balance says who gets those without the cookie, so it is not sticky itself.");
            return defaults;
        }
        return cookie == null ? defaults : others.sticky(cookie);
    }

    /** What a key is made of. */
    private static final class HashKeyReader {
        private static final String KEYS =
                "{ header: name }, { cookie: name }, { query: name }, principal, consumer or address";

        private final Settings its;

        HashKeyReader(Settings its) {
            this.its = its;
        }

        @Nullable HashKey read() {
            HashKey own = named(its);
            if (own != null && its.has("key")) {
                its.fault("key", "The key is named twice. Write all of it in key, as a list.");
            }
            HashKey key = own;
            boolean enough = false;
            String fault = null;
            for (Settings block : its.blocks("key", "part")) {
                HashKey part = part(block);
                if (part != null) {
                    try {
                        key = key == null ? part : enough ? key.or(part) : key.and(part);
                    } catch (IllegalArgumentException e) {
                        fault = e.getMessage();
                    }
                    enough = block.flag("terminal", false);
                }
            }
            if (fault != null) {
                its.fault("key", fault);
            } else if (key == null) {
                its.fault("key", "A hash needs a key: " + KEYS + ", or a list of these in key.");
            }
            return key;
        }

        private static @Nullable HashKey part(Settings block) {
            HashKey named = named(block);
            if (named != null) {
                return named;
            }
            return switch (block.word("part", "", Set.of("principal", "consumer", "address"))) {
                case "principal" -> HashKey.principal();
                case "consumer" -> HashKey.consumer();
                case "address" -> HashKey.address();
                default -> null;
            };
        }

        private static @Nullable HashKey named(Settings block) {
            String header = block.text("header");
            String cookie = block.text("cookie");
            String query = block.text("query");
            if ((header == null ? 0 : 1) + (cookie == null ? 0 : 1) + (query == null ? 0 : 1) > 1) {
                block.fault("header", "One part of a key names several things. Write a list in key.");
            }
            return header != null
                    ? HashKey.header(header)
                    : cookie != null ? HashKey.cookie(cookie) : query != null ? HashKey.query(query) : null;
        }
    }
}
