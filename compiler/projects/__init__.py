"""The views as projects of tools that build them: dbt and SQLMesh."""
