package io.hauberk.checks.whole;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.zip.CRC32;

/** Bytes without end, always the same ones. The period is prime, so a buffer lost or sent twice changes the checksum. */
final class Pattern {
    private static final byte[] PERIOD = new byte[65_521];

    static {
        new Random(1).nextBytes(PERIOD);
    }

    private Pattern() {}

    /** Writes the first bytes of it. */
    static void write(OutputStream out, long bytes) throws IOException {
        for (long left = bytes; left > 0; left -= PERIOD.length) {
            out.write(PERIOD, 0, (int) Math.min(left, PERIOD.length));
        }
    }

    /** Length and checksum of the first bytes of it. */
    static String sum(long bytes) {
        CRC32 crc = new CRC32();
        for (long left = bytes; left > 0; left -= PERIOD.length) {
            crc.update(PERIOD, 0, (int) Math.min(left, PERIOD.length));
        }
        return bytes + " " + crc.getValue();
    }

    /** Length and checksum of what comes. */
    static String sum(InputStream in) throws IOException {
        CRC32 crc = new CRC32();
        byte[] buffer = new byte[16 * 1024];
        long bytes = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            crc.update(buffer, 0, n);
            bytes += n;
        }
        return bytes + " " + crc.getValue();
    }
}
