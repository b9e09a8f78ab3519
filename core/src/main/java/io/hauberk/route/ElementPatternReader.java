package io.hauberk.route;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Reads a regular expression by recursive descent, into a tree and then into positions. */
final class ElementPatternReader {
    private static final int MAX_POSITIONS = 256;
    private static final int MAX_DEPTH = 32;
    private static final int UNBOUNDED = -1;

    private final String text;
    private int at;
    private int end;

    ElementPatternReader(String text) {
        this.text = text;
        this.end = text.length();
    }

    Automaton read() {
        if (text.isEmpty()) {
            throw fault("is empty");
        }
        if (text.startsWith("^")) {
            at = 1; // Matching is anchored at both ends anyway.
        }
        if (text.endsWith("$") && !text.endsWith("\\$")) {
            end--;
        }
        Tree tree = alternatives(0);
        if (at < end) {
            throw fault("has a ) too many");
        }
        Automaton automaton = new Automaton();
        automaton.whole = automaton.add(tree);
        return automaton;
    }

    private Tree alternatives(int depth) {
        if (depth > MAX_DEPTH) {
            throw fault("has more than " + MAX_DEPTH + " groups in each other");
        }
        List<Tree> branches = new ArrayList<>();
        branches.add(sequence(depth));
        while (at < end && text.charAt(at) == '|') {
            at++;
            branches.add(sequence(depth));
        }
        return branches.size() == 1 ? branches.get(0) : new Either(branches);
    }

    private Tree sequence(int depth) {
        List<Tree> parts = new ArrayList<>();
        while (at < end && text.charAt(at) != '|' && text.charAt(at) != ')') {
            parts.add(counted(atom(depth)));
        }
        return new Sequence(parts);
    }

    private Tree atom(int depth) {
        char c = text.charAt(at);
        if (c == '(') {
            return group(depth);
        }
        if ("*+?{".indexOf(c) >= 0) {
            throw fault("has a " + c + " with nothing before it");
        }
        if ("^$".indexOf(c) >= 0) {
            throw fault("has a " + c + " in its midst; it always matches a whole path element, so leave it out");
        }
        if (c == '[') {
            return new One(new CharClassReader().read());
        }
        if (c == '\\') {
            return new One(escape());
        }
        if (c == '.') {
            at++;
            return new One(CharClass.ANY);
        }
        return new One(CharClass.of(codePoint()));
    }

    private Tree group(int depth) {
        at++;
        if (text.startsWith("?", at)) {
            if (!text.startsWith("?:", at)) {
                throw fault("has a group (" + text.substring(at, Math.min(end, at + 2))
                        + "…; only (…) and (?:…) can be matched in linear time");
            }
            at += 2;
        }
        Tree inner = alternatives(depth + 1);
        if (at >= end) {
            throw fault("has a ( without its )");
        }
        at++;
        return inner;
    }

    private Tree counted(Tree inner) {
        if (at >= end || "*+?{".indexOf(text.charAt(at)) < 0) {
            return inner;
        }
        char c = text.charAt(at++);
        Repeat repeat = switch (c) {
            case '*' -> new Repeat(inner, 0, UNBOUNDED);
            case '+' -> new Repeat(inner, 1, UNBOUNDED);
            case '?' -> new Repeat(inner, 0, 1);
            default -> braces(inner);
        };
        if (at < end && text.charAt(at) == '?') {
            at++; // Lazy or greedy makes no difference for a whole match.
        }
        if (at < end && "*+{?".indexOf(text.charAt(at)) >= 0) {
            throw fault("has a count directly after a count");
        }
        return repeat;
    }

    private Repeat braces(Tree inner) {
        int min = number();
        int max = min;
        if (at < end && text.charAt(at) == ',') {
            at++;
            max = at < end && text.charAt(at) == '}' ? UNBOUNDED : number();
        }
        if (at >= end || text.charAt(at) != '}' || max != UNBOUNDED && max < min) {
            throw fault("has a count that is not {2}, {2,} or {2,3}");
        }
        at++;
        return new Repeat(inner, min, max);
    }

    private int number() {
        int start = at;
        while (at < end && at < start + 4 && Character.digit(text.charAt(at), 10) >= 0) {
            at++;
        }
        if (at == start) {
            throw fault("has a count that is not {2}, {2,} or {2,3}");
        }
        return Integer.parseInt(text.substring(start, at));
    }

    private CharClass escape() {
        at++;
        if (at >= end) {
            throw fault("ends with a backslash");
        }
        char c = text.charAt(at++);
        CharClass named = switch (c) {
            case 'd', 'D' -> CharClass.DIGIT;
            case 'w', 'W' -> CharClass.WORD;
            case 's', 'S' -> CharClass.SPACE;
            default -> null;
        };
        if (named != null) {
            return Character.isUpperCase(c) ? named.negated() : named;
        }
        if (c >= 128 || Character.isLetterOrDigit(c)) {
            throw fault("has \\" + c + "; only \\d \\D \\w \\W \\s \\S and escaped signs are known");
        }
        return CharClass.of(c);
    }

    private int codePoint() {
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException("The pattern \"" + text + "\" " + what + ".");
    }

    /** Reads what stands between brackets. */
    private final class CharClassReader {
        private final CharClass.Draft draft = new CharClass.Draft();

        CharClass read() {
            at++;
            boolean negated = at < end && text.charAt(at) == '^';
            at += negated ? 1 : 0;
            boolean any = false;
            while (at < end && text.charAt(at) != ']') {
                member();
                any = true;
            }
            if (at >= end || !any) {
                throw fault(any ? "has a [ without its ]" : "has an empty class []");
            }
            at++;
            return negated ? draft.negate().build() : draft.build();
        }

        private void member() {
            char c = text.charAt(at);
            if (c == '[' || text.startsWith("&&", at)) {
                throw fault("has a class in a class; write \\[ for the sign itself");
            }
            if (c == '\\' && at + 1 < end && Character.isLetter(text.charAt(at + 1))) {
                draft.add(escape());
                return;
            }
            int first = single();
            if (at + 1 < end && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
                at++;
                int last = single();
                if (last < first) {
                    throw fault("has a range that runs backwards");
                }
                draft.range(first, last);
            } else {
                draft.range(first, first);
            }
        }

        private int single() {
            if (text.charAt(at) == '\\') {
                at++;
                if (at >= end || Character.isLetterOrDigit(text.charAt(at))) {
                    throw fault("has a range with a class or an unknown escape at its end");
                }
            }
            return codePoint();
        }
    }

    private sealed interface Tree permits One, Sequence, Either, Repeat {}

    private record One(CharClass chars) implements Tree {}

    private record Sequence(List<Tree> parts) implements Tree {}

    private record Either(List<Tree> branches) implements Tree {}

    private record Repeat(Tree inner, int min, int max) implements Tree {}

    /** A part of the expression: the positions that it can begin and end with, and whether it matches nothing. */
    record Part(BitSet first, BitSet last, boolean empty) {
        static final Part NOTHING = new Part(new BitSet(), new BitSet(), true);
    }

    /** Positions and which may follow which. */
    final class Automaton {
        final List<CharClass> classes = new ArrayList<>();
        final List<BitSet> follow = new ArrayList<>();
        Part whole = Part.NOTHING;

        private Part add(Tree tree) {
            if (tree instanceof One one) {
                return add(one.chars());
            }
            if (tree instanceof Sequence sequence) {
                Part part = Part.NOTHING;
                for (Tree next : sequence.parts()) {
                    part = then(part, add(next));
                }
                return part;
            }
            if (tree instanceof Either either) {
                return either.branches().stream()
                        .map(this::add)
                        .reduce(Automaton::or)
                        .orElseThrow();
            }
            return add((Repeat) tree);
        }

        private Part add(CharClass chars) {
            if (classes.size() == MAX_POSITIONS) {
                throw fault("needs more than " + MAX_POSITIONS + " positions, counts multiplied out; make it smaller");
            }
            BitSet self = new BitSet();
            self.set(classes.size());
            classes.add(chars);
            follow.add(new BitSet());
            return new Part(self, self, false);
        }

        private Part add(Repeat repeat) {
            Part part = Part.NOTHING;
            int before = classes.size();
            for (int i = 0; i < repeat.min() && (i == 0 || classes.size() > before); i++) {
                part = then(part, add(repeat.inner()));
            }
            if (repeat.max() == UNBOUNDED) {
                Part more = add(repeat.inner());
                more.last().stream().forEach(p -> follow.get(p).or(more.first()));
                return then(part, new Part(more.first(), more.last(), true));
            }
            for (int i = repeat.min(); i < repeat.max() && (i == repeat.min() || classes.size() > before); i++) {
                Part more = add(repeat.inner());
                part = then(part, new Part(more.first(), more.last(), true));
            }
            return part;
        }

        private Part then(Part one, Part two) {
            one.last().stream().forEach(p -> follow.get(p).or(two.first()));
            return new Part(
                    one.empty() ? union(one.first(), two.first()) : one.first(),
                    two.empty() ? union(one.last(), two.last()) : two.last(),
                    one.empty() && two.empty());
        }

        private static Part or(Part one, Part two) {
            return new Part(union(one.first(), two.first()), union(one.last(), two.last()), one.empty() || two.empty());
        }

        private static BitSet union(BitSet one, BitSet two) {
            BitSet both = (BitSet) one.clone();
            both.or(two);
            return both;
        }
    }
}
