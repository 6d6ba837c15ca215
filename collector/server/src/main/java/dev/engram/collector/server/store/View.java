package dev.engram.collector.server.store;

/**
 * A view or macro of DuckDB.
 *
 * @param name its name, with which a later version replaces it
 * @param sql the statement that makes or replaces it; what it uses must exist
 */
public record View(String name, String sql) {

    static View of(String name, String query) {
        return new View(name, "CREATE OR REPLACE VIEW " + name + " AS " + query);
    }

    /** A macro that returns the rows of a query. Views over it stay valid when it is replaced. */
    static View rows(String name, String query) {
        return new View(name, "CREATE OR REPLACE MACRO " + name + "() AS TABLE " + query);
    }

    /** A macro that is read from a resource, or a function. */
    static View macro(String sql) {
        return new View(sql, sql);
    }
}
