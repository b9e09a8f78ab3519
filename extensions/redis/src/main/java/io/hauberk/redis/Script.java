package io.hauberk.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A script, asked for by its hash, and sent where the server does not know it, as after a restart. */
final class Script {
    private final byte[] text;
    private final String hash;

    private Script(byte[] text) {
        this.text = text;
        try {
            this.hash =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1.", e);
        }
    }

    /** One of this package's resources. */
    static Script named(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The script " + name + " is missing from the jar of hauberk-redis.");
            }
            return new Script(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs it. Nothing is sent twice but to a server that has said that it did nothing.
     *
     * @param until when to stop waiting, in {@link System#nanoTime()}
     */
    List<Long> run(Connected on, byte[][] keys, byte[][] words, long until, Meters meters)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        try {
            return on.ask(commands -> commands.evalsha(hash, ScriptOutputType.MULTI, keys, words), until);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof RedisNoScriptException)) {
                throw e;
            }
        }
        meters.scriptSent();
        return on.ask(commands -> commands.eval(text, ScriptOutputType.MULTI, keys, words), until);
    }
}
