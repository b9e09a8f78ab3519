package io.hauberk.standalone;

import io.hauberk.config.Fault;
import io.hauberk.config.Hauberk;
import io.hauberk.config.InvalidConfigurationException;
import java.io.PrintStream;
import java.util.List;

/**
 * The program {@code hauberk}: {@code serve}, {@code validate}, {@code explain}, {@code hash} and {@code ca}. Exits with 0 when all is well, with 2
 * when the file or the command is wrong, with 1 when something else is.
 */
public final class Main {
    private static final int WRONG = 2;
    private static final int FAILED = 1;

    private final PrintStream out;
    private final PrintStream err;

    Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program. */
    public static void main(String[] args) {
        int status = new Main(System.out, System.err).run(args);
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Runs a command and returns its status; {@code serve} returns once it takes requests. */
    int run(String... typed) {
        try {
            if (typed.length > 0 && typed[0].equals("ca")) {
                return new AuthorityCommand(out).run(CaArguments.of(typed));
            }
            if (typed.length > 0 && typed[0].equals("hash")) {
                return new HashCommand(System.in, out).run(typed);
            }
            Arguments arguments = Arguments.of(typed);
            return switch (arguments.command()) {
                case SERVE -> serve(arguments);
                case VALIDATE -> validate(arguments);
                case EXPLAIN -> explain(arguments);
                case HELP -> help();
            };
        } catch (InvalidConfigurationException e) {
            e.faults().forEach(err::println);
            return WRONG;
        } catch (Arguments.WrongUseException e) {
            err.println(e.getMessage());
            err.print(Arguments.USAGE);
            return WRONG;
        } catch (Exception e) {
            err.println(e.getMessage() == null ? e : e.getMessage());
            return FAILED;
        }
    }

    private int help() {
        out.print(Arguments.USAGE);
        return 0;
    }

    private int serve(Arguments arguments) throws Exception {
        Program program = Program.start(arguments.file(), arguments.port());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(program), "hauberk-stop"));
        out.println("hauberk ready on " + program.url());
        out.flush();
        return 0;
    }

    /** Runs when the process is told to stop, which would otherwise end it with the number of the signal. */
    private void stop(Program program) {
        int status = 0;
        try {
            program.drain();
        } catch (Exception e) {
            err.println("It did not stop cleanly: " + e);
            status = FAILED;
        }
        Runtime.getRuntime().halt(status);
    }

    private int validate(Arguments arguments) {
        List<Fault> faults = Hauberk.validate(arguments.file());
        faults.forEach(err::println);
        if (faults.stream().anyMatch(Fault::isError)) {
            return WRONG;
        }
        out.println(arguments.file() + " is valid.");
        return 0;
    }

    private int explain(Arguments arguments) {
        out.print(Hauberk.loader(arguments.file()).explain(Example.request(arguments)));
        return 0;
    }
}
