package io.hauberk.checks;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The arrows between modules, and what library code does not do. */
class ArchitectureTest {

    private static final JavaClasses ALL = imported(List.of(Part.values()));
    private static final JavaClasses LIBRARIES = imported(Part.libraries());
    private static final Map<String, Part> OWNERS = Arrays.stream(Part.values())
            .flatMap(part -> imported(List.of(part)).stream().map(type -> Map.entry(type.getName(), part)))
            // Each module has a module-info, and packages have their package-info.
            .filter(entry -> !entry.getKey().endsWith("-info"))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    @ParameterizedTest
    @EnumSource(Part.class)
    void dependsOnlyOnWhatTheArrowsAllow(Part part) {
        check(classes()
                .that(describe("live in " + part.folder(), type -> OWNERS.get(type.getName()) == part))
                .should()
                .onlyDependOnClassesThat(describe("live where " + part.folder() + " may look", type -> {
                    Part owner = OWNERS.get(outermost(type).getName());
                    return owner == null || part.mayUse(owner);
                })));
    }

    @Test
    void apiDependsOnNothingButTheJdkAndJspecify() {
        check(classes()
                .that(describe("live in api", type -> OWNERS.get(type.getName()) == Part.API))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.hauberk", "java..", "org.jspecify.."));
    }

    @Test
    void coreKnowsNeitherServletsNorOkHttp() {
        check(noClasses()
                .that(describe("live in core", type -> OWNERS.get(type.getName()) == Part.CORE))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "okhttp3..", "okio..", "kotlin.."));
    }

    @Test
    void librariesLogThroughSlf4jAndPrintNothing() {
        check(noClasses().should().dependOnClassesThat().resideInAnyPackage("java.util.logging.."), LIBRARIES);
        check(noClasses().should(ACCESS_STANDARD_STREAMS), LIBRARIES);
    }

    @Test
    void namesSayWhatAThingIs() {
        String vague = ".*(Util|Utils|Helper|Manager|Impl|Factory)|(Abstract|Base|Default)[A-Z].*";
        check(
                noClasses()
                        .should()
                        .haveNameMatching("(.*[.$])?(" + vague + ")")
                        .because("such a name says how a class was made, not what it is"),
                LIBRARIES);
    }

    private static void check(ArchRule rule) {
        check(rule, ALL);
    }

    private static void check(ArchRule rule, JavaClasses classes) {
        rule.allowEmptyShould(true).check(classes);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.isArray() ? type.getBaseComponentType() : type;
    }

    private static JavaClasses imported(List<Part> parts) {
        Function<Part, Path> classes = Part::classes;
        return new ClassFileImporter().importPaths(parts.stream().map(classes).toArray(Path[]::new));
    }
}
