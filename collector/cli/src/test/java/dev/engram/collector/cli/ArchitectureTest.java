package dev.engram.collector.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** All packages of the collector, of all its modules. Which module may use which is said by their poms. */
@AnalyzeClasses(
        packages = "dev.engram.collector",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoJarsOfTests.class})
class ArchitectureTest {

    private static final String ROOT = "dev.engram.collector";

    @ArchTest
    static final ArchRule NO_CIRCLES =
            slices().assignedFrom(new EachPackage()).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule DUCKDB_IN_THE_STORE_AND_SQL_ONLY = noClasses()
            .that(resideInAnyPackage(ROOT + ".server.store..", ROOT + ".server.sql")
                    .negate())
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.duckdb.."));

    @ArchTest
    static final ArchRule PARQUET_IN_ITS_PACKAGE_ONLY = noClasses()
            .that(resideInAnyPackage(ROOT + ".server.store.parquet").negate())
            .should()
            .dependOnClassesThat(resideInAnyPackage("org.apache.parquet.."));

    @ArchTest
    static final ArchRule PROTOBUF_WHERE_OTLP_IS_READ_AND_WRITTEN_ONLY = noClasses()
            .that(resideInAnyPackage(ROOT + ".server.otlp", ROOT + ".server.forward", ROOT + ".server.jaeger")
                    .negate())
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.google.protobuf..", "io.opentelemetry.proto.."));

    @ArchTest
    static final ArchRule JEDIS_IN_THE_KEYSPACE_ONLY = noClasses()
            .that(resideInAnyPackage(ROOT + ".keyspace..").negate())
            .should()
            .dependOnClassesThat(resideInAnyPackage("redis.clients.."));

    @ArchTest
    static final ArchRule ARMERIA_IN_THE_SERVER_AND_NOT_IN_ITS_STORE = noClasses()
            .that(resideInAnyPackage(ROOT + ".server..")
                    .negate()
                    .or(resideInAnyPackage(ROOT + ".server.store..", ROOT + ".server.sql")))
            .should()
            .dependOnClassesThat(resideInAnyPackage("com.linecorp.armeria..", "io.netty.."));

    @ArchTest
    static final ArchRule PROMETHEUS_FORMATS_WHERE_IT_SCRAPES_ONLY = noClasses()
            .that(resideInAnyPackage(ROOT + ".server.prometheus").negate())
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.prometheus.."));

    @ArchTest
    static final ArchRule THE_LIBRARY_OF_MCP_IN_ITS_PACKAGE_ONLY = noClasses()
            .that(resideInAnyPackage(ROOT + ".server.mcp").negate())
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.modelcontextprotocol..", "reactor.."));

    @ArchTest
    static final ArchRule THE_DATABASE_IS_THE_SERVERS_OWN = noClasses()
            .that(resideInAnyPackage(ROOT + ".server..").negate())
            .should()
            .dependOnClassesThat(resideInAnyPackage(ROOT + ".server.store..", ROOT + ".server.api"));

    /** What other modules share of their tests is on the class path too. */
    static final class NoJarsOfTests implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    /** Each package is a slice of its own: one inside another is no part of that. */
    private static final class EachPackage implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass each) {
            return each.getPackageName().startsWith(ROOT)
                    ? SliceIdentifier.of(each.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    }
}
